// Draws the charts of a report when they come into view. Everything else on the page works without this file.
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const setup = JSON.parse(byId("setup").textContent);
  const night = matchMedia("(prefers-color-scheme: dark)");
  const touch = matchMedia("(pointer: coarse)");
  const narrow = matchMedia("(max-width: 37rem)");
  const packed = byId("plotly-gz");
  let printing = false;
  let figures;
  let library;

  async function inflate(element) {
    const bytes = Uint8Array.from(atob(element.textContent.trim()), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).text();
  }

  async function loadFigures() {
    return JSON.parse(packed ? await inflate(byId("figures-gz")) : byId("figures").textContent);
  }

  async function loadPlotly() {
    const script = document.createElement("script");
    if (packed) {
      script.textContent = await inflate(packed);
      document.head.append(script);
    } else {
      await new Promise((done, failed) => {
        Object.assign(script, { src: "assets/plotly.min.js", onload: done, onerror: failed });
        document.head.append(script);
      });
    }
    if (setup.locale) Plotly.register(setup.locale);
  }

  // The palette of cxlab.charts, exchanged for one that can be read on a dark page.
  // Only under keys that name a colour: a label may well be a word for one.
  function coloured(node, name = "") {
    if (!night.matches || printing) return node;
    if (typeof node === "string") return (/colou?r/.test(name) && setup.dark[node.toLowerCase()]) || node;
    if (Array.isArray(node)) return node.map((value) => coloured(value, name));
    if (node === null || typeof node !== "object") return node;
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, coloured(value, key)]));
  }

  // On a phone: half the ticks, and a legend below the chart instead of on it.
  function fit(layout) {
    layout.legend = { ...layout.legend, orientation: "h", x: 0, y: -0.25, yanchor: "top" };
    for (const name of Object.keys(layout).filter((key) => /^xaxis/.test(key) && layout[key].nticks)) {
      layout[name] = { ...layout[name], nticks: Math.max(2, Math.floor(layout[name].nticks / 2)) };
    }
  }

  function draw(chart) {
    const figure = coloured(figures[chart.dataset.figure]);
    const plot = chart.querySelector(".plot");
    const layout = { height: 360, ...figure.layout, autosize: true, template: coloured(setup.template) };
    delete layout.width;
    // A map is not squeezed: where the page is narrower, it scrolls sideways.
    if (layout.meta && layout.meta.wide) plot.style.minWidth = `${layout.meta.wide}px`;
    if (touch.matches) layout.dragmode = false;
    if (narrow.matches) fit(layout);
    const config = {
      displayModeBar: false,
      displaylogo: false,
      responsive: true,
      plotlyServerURL: "",
      locale: setup.locale ? setup.locale.name : "en",
    };
    chart.classList.add("drawn");
    return Plotly.react(plot, figure.data, layout, config).catch(() => chart.classList.remove("drawn"));
  }

  async function show(chart) {
    library ??= loadPlotly();
    figures ??= await loadFigures();
    await library;
    await draw(chart);
  }

  const all = [...document.querySelectorAll(".chart")];
  if (!all.length) return;
  if (packed && typeof DecompressionStream === "undefined") {
    byId("no-inflate").hidden = false;
    return;
  }
  const watcher = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        watcher.unobserve(target);
        show(target);
      }
    },
    { rootMargin: "400px" },
  );
  // Two frames: the first screen is painted before the charts are unpacked.
  requestAnimationFrame(() => requestAnimationFrame(() => all.forEach((chart) => watcher.observe(chart))));

  const redraw = () => all.filter((chart) => chart.classList.contains("drawn")).forEach(draw);
  night.addEventListener("change", redraw);
  narrow.addEventListener("change", redraw);
  addEventListener("beforeprint", () => {
    printing = true;
    if (figures && window.Plotly) all.forEach(draw);
  });
  addEventListener("afterprint", () => {
    printing = false;
    redraw();
  });
})();
