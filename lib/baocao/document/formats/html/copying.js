// The clipboard, for all that the page copies.
"use strict";
// Puts a text on the clipboard in several forms at once: an object from kinds to texts.  What is
// copied is selected in `shown`: the reader sees it, and some browsers copy nothing without.
// This older way asks for no secure connection; an office's own server often has none.
function copyOut(forms, shown) {
  const give = (event) => {
    event.preventDefault();
    for (const [kind, text] of Object.entries(forms)) event.clipboardData.setData(kind, text);
  };
  getSelection().selectAllChildren(shown);
  document.addEventListener("copy", give, { once: true });
  const done = document.execCommand("copy");
  document.removeEventListener("copy", give);
  return done;
}
