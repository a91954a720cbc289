// Everything works without this file. It restores what style sheets take from tables on
// small screens, closes the menu on Escape, and opens folded parts for print.
const roles = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };

for (const table of document.querySelectorAll("table.rows")) {
  for (const element of [table, ...table.querySelectorAll("thead, tbody, tr, td, th")]) {
    const scope = element.getAttribute("scope");
    const role = roles[element.tagName] ?? (scope?.startsWith("row") ? "rowheader" : "columnheader");
    element.setAttribute("role", role);
  }
}

document.addEventListener("keydown", (event) => {
  const menu = document.querySelector("details.menu[open]");
  if (event.key !== "Escape" || !menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll("main details:not([open])")) {
    folded.open = true;
    folded.dataset.openedForPrint = "";
  }
});
addEventListener("afterprint", () => {
  for (const opened of document.querySelectorAll("main details[data-opened-for-print]")) {
    opened.open = false;
    delete opened.dataset.openedForPrint;
  }
});

// A paragraph for a memo: copied where the browser allows it, else selected.
for (const button of document.querySelectorAll("button[data-copies]")) {
  const text = document.getElementById(button.dataset.copies);
  const status = button.parentElement.querySelector("[role=status]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text.textContent.trim());
      status.textContent = status.dataset.done;
    } catch {
      getSelection().selectAllChildren(text);
      status.textContent = status.dataset.failed;
    }
  });
}

// On a phone, what comes after the reasons is folded under its heading, unless it is asked for.
if (matchMedia("(max-width: 760px)").matches) {
  const folded = new Map();
  for (const section of document.querySelectorAll("section[data-folds]")) {
    const heading = section.querySelector("h2");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "fold";
    button.append(...heading.childNodes);
    heading.append(button);
    const fold = (isFolded) => {
      section.classList.toggle("folded", isFolded);
      button.setAttribute("aria-expanded", String(!isFolded));
    };
    button.addEventListener("click", () => fold(!section.classList.contains("folded")));
    fold(true);
    folded.set(section, fold);
  }
  const unfold = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const section = target && target.closest("section[data-folds]");
    if (!folded.has(section)) return;
    folded.get(section)(false);
    target.scrollIntoView();
  };
  addEventListener("hashchange", unfold);
  unfold();
}
