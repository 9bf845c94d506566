// The formats of reports in the menu "Save and Export Notebook As", in words and each once.

// As `export_from_notebook` of the exporters says; a test compares the two.
export const FORMATS = {
  baocao_html: 'Báo cáo HTML',
  baocao_pdf: 'Báo cáo PDF',
  baocao_docx: 'Báo cáo Word',
};

const COMMAND = 'notebook:export-to-format';
const SUBMENU = 'jp-mainmenu-file-notebookexport';

export function activate(app, menu, palette) {
  // JupyterLab lists every name that the server tells, and makes a word of it. Ours have two names
  // each, since the server takes no hyphen and the command line's name has one.
  const { nbconvert } = app.serviceManager;
  const all = nbconvert.getExportFormats.bind(nbconvert);
  nbconvert.getExportFormats = async (force) => {
    const formats = Object.entries((await all(force)) ?? {});
    return Object.fromEntries(formats.filter(([name]) => !/^baocao[-_]/.test(name)));
  };
  const item = menu?.fileMenu.items.find((one) => one.submenu?.id === SUBMENU);
  Object.entries(FORMATS).forEach(([format, label], place) => {
    item?.submenu.insertItem(place, {
      command: COMMAND,
      args: { format, label, isPalette: false },
    });
    palette?.addItem({
      command: COMMAND,
      category: 'Notebook Operations',
      args: { format, label, isPalette: true },
    });
  });
}
