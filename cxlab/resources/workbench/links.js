// Links to pages of a report open in a tab of their own, where their scripts run. JupyterLab has put the address of the
// file into the link by then; its own handler would show the page in a panel without scripts.
((node) => {
  const open = (event) => {
    const link = event.target.closest?.('a[target="_blank"]');
    if (!link || !link.href.includes("/files/")) return;
    event.preventDefault();
    event.stopPropagation();
    window.open(link.href, "_blank", "noopener");
  };
  const watch = (tries) => {
    const area = node?.closest(".jp-OutputArea");
    if (area) area.addEventListener("click", open, true);
    else if (tries > 0) setTimeout(watch, 100, tries - 1);
  };
  watch(50);
})(typeof element === "undefined" ? null : element);
