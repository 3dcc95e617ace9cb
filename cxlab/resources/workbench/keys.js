// Keys pressed in these controls belong to them: JupyterLab must not take Enter, arrows or letters for its shortcuts.
if (typeof element !== "undefined") {
  const area = element.closest(".jp-OutputArea") ?? element.parentElement;
  area?.setAttribute("data-lm-suppress-shortcuts", "true");
}
