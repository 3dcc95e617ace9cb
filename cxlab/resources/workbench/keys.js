// Keys pressed in these controls belong to them: JupyterLab must not take Enter, arrows or letters for its shortcuts.
// It looks for this mark on the element with the focus. JupyterLab evaluates the script with `element`, the output's
// node, before that is put on the page.
((node) => {
  const mark = ({ target }) => target.setAttribute("data-lm-suppress-shortcuts", "true");
  const watch = (tries) => {
    const area = node?.closest(".jp-OutputArea");
    if (area) area.addEventListener("focusin", mark);
    else if (tries > 0) setTimeout(watch, 100, tries - 1);
  };
  watch(50);
})(typeof element === "undefined" ? null : element);
