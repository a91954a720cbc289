// The query page works without this file. It lets Ctrl + Enter run the query and copies the
// address of a query, run or not.
const form = document.querySelector("[data-query-form]");
const copy = form.querySelector("[data-copy-link]");
const status = form.querySelector("[data-status]");

form.querySelector("[data-keys]").hidden = false;
form.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  form.requestSubmit();
});

copy.hidden = !navigator.clipboard;
copy.addEventListener("click", async () => {
  const address = new URL(form.action);
  address.search = new URLSearchParams(new FormData(form));
  address.hash = "";
  await navigator.clipboard.writeText(address.href);
  status.textContent = copy.dataset.copied;
  setTimeout(() => { status.textContent = ""; }, 4000);
});
