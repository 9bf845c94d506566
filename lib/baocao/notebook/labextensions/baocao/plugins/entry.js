// What JupyterLab loads of an extension: an object under its name, with `init` and `get`, as
// webpack's module federation writes it. It is written by hand, since there is nothing to build:
// what JupyterLab shares is taken from it, and the plugins are modules of the browser.
//
// The folder is not named "static": JupyterLab lets browsers keep files of such folders for a
// year, and only names that change with the content may be kept so.
(() => {
  const here = document.currentScript.src;
  let shared;

  const module = async (name) => {
    const versions = Object.values(shared[name] ?? {});
    const found = versions.find((one) => one.loaded) ?? versions[0];
    if (found === undefined) {
      throw new Error(`baocao: JupyterLab does not share ${name}`);
    }
    return (await found.get())();
  };

  const load = async (file) => await import(new URL(file, here));

  const opening = async () => {
    const sources = await load('sources.js');
    return {
      id: 'baocao:sources',
      description: 'Opens what a number rests on.',
      autoStart: true,
      activate: sources.activate,
    };
  };

  const writing = async () => {
    const [notebook, mainmenu, apputils, codemirror, language, view, launcher] = await Promise.all(
      [
        '@jupyterlab/notebook',
        '@jupyterlab/mainmenu',
        '@jupyterlab/apputils',
        '@jupyterlab/codemirror',
        '@codemirror/language',
        '@codemirror/view',
        '@jupyterlab/launcher',
      ].map(module),
    );
    const [formats, prose, desk] = await Promise.all(
      ['formats.js', 'prose.js', 'desk.js'].map(load),
    );
    return [
      {
        id: 'baocao:formats',
        description: 'Names the formats of reports in the export menu, each once.',
        autoStart: true,
        optional: [mainmenu.IMainMenu, apputils.ICommandPalette],
        activate: formats.activate,
      },
      {
        id: 'baocao:prose',
        description: 'Wraps and colours cells of prose.',
        autoStart: true,
        requires: [notebook.INotebookTracker, codemirror.IEditorLanguageRegistry],
        activate: (app, tracker, languages) =>
          prose.activate(tracker, languages, language, view),
      },
      {
        id: 'baocao:desk',
        description: 'Opens the page on which documents are checked.',
        autoStart: true,
        optional: [launcher.ILauncher, apputils.ICommandPalette],
        activate: desk.activate,
      },
    ];
  };

  // Voilà shows results only: it shares nothing to write with.
  const plugins = async () => [
    await opening(),
    ...(shared['@codemirror/language'] === undefined ? [] : await writing()),
  ];

  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB.baocao = {
    init: (scope) => {
      shared = scope;
    },
    get: async () => {
      const made = await plugins();
      return () => ({ __esModule: true, default: made });
    },
  };
})();
