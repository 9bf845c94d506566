// Cells that begin with %%narrate hold prose: their lines wrap, and they are coloured as prose.

const MIME = 'text/x-baocao-prose';
const MAGIC = /^%%narrate(?!\w)/;

// What a completion would print stands beside it: on one line, and in its own capital letters, which
// JupyterLab keeps in the title only.
const STYLE = `
.jp-Completer-item[title] .jp-Completer-typeExtended {
  display: none;
}
.jp-Completer-item[title]::after {
  content: attr(title);
  grid-column: 3;
  padding: 0 8px 0 16px;
  color: var(--jp-ui-font-color2);
  font-family: var(--jp-code-font-family);
  font-size: var(--jp-code-font-size);
  line-height: var(--jp-private-completer-item-height);
  text-align: right;
  white-space: nowrap;
}
.jp-Completer-item[title].jp-mod-active::after {
  color: inherit;
}
`;

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
  const style = document.createElement('style');
  style.textContent = STYLE;
  document.head.append(style);
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
