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

// The names of the data, fetched once and when first needed: [{label, detail, names}]. A term
// is found by how it is written and by what it is called, in whichever language.
function vocabulary(address) {
  let terms;
  return async (context) => {
    const word = context.matchBefore(/[\p{L}\p{N}_-]*:?[\p{L}\p{N}_-]*/u);
    if (!address || !word || (word.from === word.to && !context.explicit)) return null;
    const before = context.state.sliceDoc(Math.max(0, word.from - 1), word.from);
    if (/[?$<@"'#/]/.test(before)) return null; // a variable, an IRI, a text
    const text = word.text.toLocaleLowerCase();
    if (KEYWORDS.some(({ label }) => label.toLowerCase() === text)) return null; // it is written out
    terms ??= fetch(address).then((answer) => (answer.ok ? answer.json() : []), () => []);
    const found = ranked([...KEYWORDS, ...(await terms)], text);
    return { from: word.from, options: found, filter: false };
  };
}

const MOST_OFFERED = 60;
const KEYWORDS = (
  "ASK CONSTRUCT DESCRIBE SELECT DISTINCT REDUCED FROM NAMED WHERE GRAPH OPTIONAL UNION MINUS FILTER BIND VALUES " +
  "EXISTS NOT IN AS GROUP ORDER BY ASC DESC HAVING LIMIT OFFSET PREFIX BASE UNDEF COUNT SUM AVG MIN MAX SAMPLE " +
  "GROUP_CONCAT SEPARATOR COALESCE IF BOUND STR LANG LANGMATCHES DATATYPE IRI STRLEN SUBSTR UCASE LCASE STRSTARTS " +
  "STRENDS CONTAINS STRBEFORE STRAFTER CONCAT REPLACE REGEX ABS ROUND CEIL FLOOR YEAR MONTH DAY ISIRI ISLITERAL"
).split(" ").map((label) => ({ label, detail: "", names: [], isKeyword: true }));

function ranked(terms, text) {
  return terms
    .map((term) => ({ term, rank: rank(term, text) }))
    .filter(({ rank }) => rank < Infinity)
    // Of equals the one with the shorter name: a thing before the claims that speak of it.
    .sort((one, other) => one.rank - other.rank || one.term.detail.length - other.term.detail.length)
    .slice(0, MOST_OFFERED)
    .map(({ term: { label, detail } }) => ({ label, detail }));
}

function rank({ label, names, isKeyword }, text) {
  const written = label.toLocaleLowerCase();
  if (isKeyword) return text && written.startsWith(text) ? 0 : Infinity;
  const called = names.map((name) => name.toLocaleLowerCase());
  if (written.startsWith(text) || written.split(":")[1].startsWith(text)) return 0;
  if (called.some((name) => name.startsWith(text))) return 1;
  if (called.some((name) => name.split(/[\s/(-]+/).some((part) => part.startsWith(text)))) return 2;
  return text.length > 1 && [written, ...called].some((name) => name.includes(text)) ? 3 : Infinity;
}

// Whoever writes a usual prefix that is not declared yet gets its declaration with it.
function declaring(prefixes) {
  return EditorState.transactionFilter.of((change) => {
    if (!change.docChanged || !change.isUserEvent("input")) return change;
    const text = change.newDoc.toString();
    const bare = text.replace(/<[^<>\s]*>|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|#.*$/gm, " ");
    const declared = new Set([...bare.matchAll(/\bPREFIX\s+([\w-]*):/gi)].map((found) => found[1]));
    const used = new Set([...bare.matchAll(/(?<![\w?$@:-])([\w-]+):/g)].map((found) => found[1]));
    const missing = Object.keys(prefixes).filter((name) => used.has(name) && !declared.has(name));
    if (!missing.length) return change;
    const insert = missing.map((name) => `PREFIX ${name}: <${prefixes[name]}>\n`).join("");
    return [change, { changes: { from: afterPrologue(text), insert }, sequential: true }];
  });
}

// Where the lines of PREFIX and BASE at the beginning end.
const afterPrologue = (text) => /^(?:[ \t]*(?:(?:PREFIX|BASE)\b.*)?\n(?=[ \t]*(?:PREFIX|BASE)\b)|[ \t]*(?:PREFIX|BASE)\b.*\n)*/i.exec(text)[0].length;

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

function markFault(view, { fault: place, reason = "" }) {
  // What the form field tells assistive technology, the editor in its place tells too.
  for (const [name, value] of [["aria-invalid", "true"], ["aria-describedby", "query-note result"]]) {
    if (place) view.contentDOM.setAttribute(name, value);
    else view.contentDOM.removeAttribute(name);
  }
  const [line, column] = (place ?? "").split(":").map(Number);
  let marks = Decoration.none;
  if (line && line <= view.state.doc.lines) {
    const found = view.state.doc.line(line);
    const from = Math.min(found.from + column - 1, found.to);
    const word = view.state.wordAt(from);
    const to = word?.to ?? Math.min(from + 1, view.state.doc.length);
    // At the end of a line there is nothing to mark but what stands before.
    const start = from < to ? from : Math.max(found.from, from - 1);
    if (start < to) marks = Decoration.set([Decoration.mark({ class: "cm-fault", attributes: { title: reason } }).range(start, to)]);
    view.dispatch({ effects: [setFault.of(marks), EditorView.scrollIntoView(from)] });
  } else {
    view.dispatch({ effects: setFault.of(marks) });
  }
}

function mount(area) {
  const { nonce, vocabulary: address, prefixes = "{}" } = area.dataset;
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
        declaring(JSON.parse(prefixes)),
        autocompletion({ override: [vocabulary(address)], icons: false }),
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
  area.addEventListener("fault", () => markFault(view, area.dataset));
  markFault(view, area.dataset);
  area.hidden = true;
  area.after(view.dom);
}

function replace(view, text) {
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
}

for (const area of document.querySelectorAll('textarea[name="query"]')) mount(area);
