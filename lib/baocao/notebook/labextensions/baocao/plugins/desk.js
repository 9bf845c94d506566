// A card in the launcher, and a command in the palette, that open the page for documents.

const COMMAND = 'baocao:desk';
const CATEGORY = 'Báo cáo';

export function activate(app, launcher, palette) {
  // Only `baocao lab` serves the page.
  const config = document.getElementById('jupyter-config-data');
  if (!JSON.parse(config?.textContent || '{}').baocaoDesk) {
    return;
  }
  app.commands.addCommand(COMMAND, {
    label: 'Đối chiếu văn bản',
    caption: 'Thả văn bản vào, nhận phiếu đối chiếu, nhận xét, đọc soát',
    execute: () => {
      const { baseUrl } = app.serviceManager.serverSettings;
      window.open(new URL('baocao/desk', baseUrl), '_blank', 'noopener');
    },
  });
  launcher?.add({ command: COMMAND, category: CATEGORY, rank: 0 });
  palette?.addItem({ command: COMMAND, category: CATEGORY });
}
