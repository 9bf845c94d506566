// Cells that begin with %%narrate hold prose: their lines wrap, and they are coloured as prose.

const MIME = 'text/x-baocao-prose';
const MAGIC = /^%%narrate(?!\w)/;

export function activate(tracker, languages, language, view) {
  languages.addLanguage({
    name: 'baocao-prose',
    displayName: 'Lời văn báo cáo',
    mime: MIME,
    extensions: [],
    // What a cell's language brings goes with it when the cell becomes Python again.
    support: new language.LanguageSupport(
      language.StreamLanguage.define(grammar),
      view.EditorView.lineWrapping,
    ),
  });
  tracker.widgetAdded.connect((_, panel) => watch(panel.content));
  tracker.forEach((panel) => watch(panel.content));
}

function watch(notebook) {
  const watched = new WeakSet();
  const dress = (model) => {
    const isProse = MAGIC.test(model.sharedModel.getSource());
    if (isProse && model.mimeType !== MIME) {
      model.mimeType = MIME;
    } else if (!isProse && model.mimeType === MIME) {
      model.mimeType = notebook.codeMimetype;
    }
  };
  const look = () => {
    for (const { model } of notebook.widgets) {
      if (model.type === 'code' && !watched.has(model)) {
        watched.add(model);
        model.contentChanged.connect(() => dress(model));
        // When a kernel has told its language, JupyterLab gives it to every cell.
        model.mimeTypeChanged.connect(() => dress(model));
        dress(model);
      }
    }
  };
  notebook.modelContentChanged.connect(look);
  notebook.modelChanged.connect(look);
  look();
}

const grammar = {
  name: 'baocao-prose',
  startState: () => ({ open: '' }),
  copyState: (state) => ({ ...state }),
  token(stream, state) {
    if (state.open) {
      return expression(stream, state);
    }
    if (stream.sol() && (stream.match(/%%narrate(?!\w).*/) || stream.match(/---(?=\s).*/))) {
      return 'keyword';
    }
    const opened = stream.match(/\{\{|\{%/);
    if (opened) {
      state.open = opened[0];
      return 'bracket';
    }
    // What may be left out, and what is printed instead.
    if (stream.match(/\\[[\]|]/)) {
      return null;
    }
    if (stream.match(/[[\]|]/)) {
      return 'operator';
    }
    stream.next();
    stream.eatWhile(/[^{[\]|\\]/);
    return null;
  },
};

function expression(stream, state) {
  if (stream.match(state.open === '{{' ? '}}' : '%}')) {
    state.open = '';
    return 'bracket';
  }
  if (stream.match(/"[^"]*"?|'[^']*'?/)) {
    return 'string';
  }
  if (state.open === '{%' && stream.match(/(?:for|in|endfor|if|elif|else|endif|and|or|not)(?!\w)/)) {
    return 'keyword';
  }
  if (stream.match(/[\p{L}_][\p{L}\p{N}_]*/u)) {
    return 'variableName';
  }
  stream.next();
  return null;
}
