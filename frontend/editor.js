// The query editor: takes the place of the <textarea name="query"> that the page is served
// with, and keeps it up to date, so that the form works the same with and without it.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { EditorState, Prec, StateEffect, StateField } from "@codemirror/state";
import { Decoration, drawSelection, EditorView, highlightSpecialChars, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { sparql } from "codemirror-lang-sparql";

// Weight and the one accent tell tokens apart: every colour is a token of the page.
const highlight = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.definitionKeyword], color: "var(--accent)", fontWeight: "700" },
  { tag: [tags.comment, tags.lineComment], color: "var(--ink3)" },
  { tag: [tags.variableName, tags.propertyName], color: "var(--ink)", fontWeight: "700" },
  { tag: [tags.string, tags.number, tags.bool, tags.url, tags.namespace], color: "var(--ink2)" },
]);
const theme = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--wash)", border: "1px solid var(--line)", fontSize: "var(--size-small)" },
  "&.cm-focused": { outline: "3px solid var(--accent)", outlineOffset: "2px" },
  ".cm-content": { padding: "12px 0", caretColor: "var(--ink)", fontFamily: "inherit" },
  ".cm-scroller": {
    minHeight: "180px", maxHeight: "60vh", lineHeight: "1.5", overflow: "auto",
    fontFamily: 'ui-monospace, "SF Mono", Menlo, Consolas, "Noto Sans Mono", "Noto Sans Mono CJK KR", monospace',
  },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--ink3)", border: "0" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--accent-wash)",
  },
  ".cm-matchingBracket": { outline: "1px solid var(--line)", backgroundColor: "transparent" },
  ".cm-fault": { textDecoration: "underline wavy var(--ink) 1.5px", textUnderlineOffset: "3px", backgroundColor: "var(--accent-wash)" },
  ".cm-tooltip": { backgroundColor: "var(--paper)", color: "var(--ink)", border: "1px solid var(--ink)" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--on-accent)" },
});

// The names of the data, fetched once and when first needed: [{label, detail, apply}].
function vocabulary(address) {
  let names;
  return async (context) => {
    const word = context.matchBefore(/[\w-]*:?[\w-]*/);
    if (!address || !word || (word.from === word.to && !context.explicit)) return null;
    names ??= fetch(address).then((answer) => (answer.ok ? answer.json() : []), () => []);
    return { from: word.from, options: await names, validFor: /^[\w-]*:?[\w-]*$/ };
  };
}

// The place of a mistake, as "line:column" in the data of the field: marked until it is edited.
const setFault = StateEffect.define();
const faults = StateField.define({
  create: () => Decoration.none,
  update(marks, { changes, effects }) {
    for (const effect of effects) if (effect.is(setFault)) return effect.value;
    return changes.empty ? marks : Decoration.none;
  },
  provide: (field) => EditorView.decorations.from(field),
});

function markFault(view, place) {
  const [line, column] = (place ?? "").split(":").map(Number);
  let marks = Decoration.none;
  if (line && line <= view.state.doc.lines) {
    const found = view.state.doc.line(line);
    const from = Math.min(found.from + column - 1, found.to);
    const word = view.state.wordAt(from);
    const to = word?.to ?? Math.min(from + 1, view.state.doc.length);
    // At the end of a line there is nothing to mark but what stands before.
    const start = from < to ? from : Math.max(found.from, from - 1);
    if (start < to) marks = Decoration.set([Decoration.mark({ class: "cm-fault" }).range(start, to)]);
    view.dispatch({ effects: [setFault.of(marks), EditorView.scrollIntoView(from)] });
  } else {
    view.dispatch({ effects: setFault.of(marks) });
  }
}

function mount(area) {
  const { nonce, vocabulary: address } = area.dataset;
  const label = area.labels?.[0];
  if (label && !label.id) label.id = `${area.id}-label`;
  const submit = () => {
    area.form?.requestSubmit();
    return true;
  };
  const view = new EditorView({
    state: EditorState.create({
      doc: area.value,
      extensions: [
        nonce ? EditorView.cspNonce.of(nonce) : [],
        lineNumbers(), highlightSpecialChars(), history(), drawSelection(), indentOnInput(),
        bracketMatching(), closeBrackets(), EditorView.lineWrapping,
        sparql(), syntaxHighlighting(highlight), theme, faults,
        autocompletion({ override: [vocabulary(address)] }),
        // Tab is left alone: it moves on to the next control, as everywhere in the page.
        Prec.highest(keymap.of([{ key: "Mod-Enter", run: submit }])),
        keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
        EditorView.contentAttributes.of({
          tabindex: "0", // focusable as it is, but not every checker of access can tell
          ...(label ? { "aria-labelledby": label.id } : { "aria-label": area.name }),
        }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) area.value = update.state.doc.toString();
        }),
      ],
    }),
  });
  label?.addEventListener("click", () => view.focus());
  area.form?.addEventListener("reset", () => setTimeout(() => replace(view, area.defaultValue)));
  area.addEventListener("query", () => replace(view, area.value)); // a page that sets the text says so
  area.addEventListener("fault", () => markFault(view, area.dataset.fault));
  markFault(view, area.dataset.fault);
  area.hidden = true;
  area.after(view.dom);
}

function replace(view, text) {
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
}

for (const area of document.querySelectorAll('textarea[name="query"]')) mount(area);
