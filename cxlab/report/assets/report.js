// Draws the charts of a report when they come into view, and hands out its tables as CSV. Everything else on the
// page works without this file.
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const setup = JSON.parse(byId("setup").textContent);
  // Ticks in whole numbers: "200k" is no Chinese.
  for (const name of ["xaxis", "yaxis"]) {
    Object.assign(setup.template.layout[name], { exponentformat: "none", separatethousands: true });
  }
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
    const palette = name === "colorscale" ? setup.dark_scale : setup.dark;
    if (typeof node === "string") return (/colou?r/.test(name) && palette[node.toLowerCase()]) || node;
    if (Array.isArray(node)) return node.map((value) => coloured(value, name));
    if (node === null || typeof node !== "object") return node;
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, coloured(value, key)]));
  }

  // On a phone: half the ticks, and a legend below the chart instead of on it.
  function fit(layout) {
    layout.legend = { ...layout.legend, orientation: "h", x: 0, yref: "container", y: 0, yanchor: "bottom" };
    for (const name of Object.keys(layout).filter((key) => /^xaxis/.test(key) && layout[key].nticks)) {
      layout[name] = { ...layout[name], nticks: Math.max(2, Math.floor(layout[name].nticks / 2)) };
    }
  }

  function draw(chart) {
    const figure = coloured(figures[chart.dataset.figure]);
    const plot = chart.querySelector(".plot");
    const layout = { height: 360, ...figure.layout, autosize: true, template: coloured(setup.template) };
    delete layout.width;
    // A map is not squeezed: where the page is narrower, it scrolls sideways, by keyboard too.
    if (layout.meta && layout.meta.wide) {
      plot.style.minWidth = `${layout.meta.wide}px`;
      chart.classList.add("wide");
      chart.tabIndex = 0;
      chart.setAttribute("role", "region");
      chart.setAttribute("aria-label", chart.closest(".exhibit").firstElementChild.textContent);
    }
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

  // What a spreadsheet would take for a formula becomes a text; numbers lose only what is there for readers.
  function field({ textContent: text, className }) {
    if (className === "num" && /^[+−]?[\d,]*\.?\d+%?$/.test(text)) return text.replace("−", "-").replace(/[+,]/g, "");
    const safe = /^[\s\p{C}]*[=+\-−@|%＝＋－＠]/u.test(text) ? `'${text}` : text;
    return `"${safe.replaceAll('"', '""')}"`;
  }

  function download(table, name) {
    const lines = [...table.rows].map((row) => [...row.cells].map(field).join(",")).join("\r\n");
    const link = document.createElement("a");
    // The mark at the start tells Excel that the text is UTF-8.
    link.href = URL.createObjectURL(new Blob([`\ufeff${lines}\r\n`], { type: "text/csv;charset=utf-8" }));
    link.download = `${name}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  for (const folded of document.querySelectorAll("details.table")) {
    const exhibit = folded.closest(".exhibit");
    const button = Object.assign(document.createElement("button"), {
      type: "button",
      className: "csv",
      textContent: setup.csv,
      ariaLabel: `${setup.csv}: ${exhibit.firstElementChild.textContent}`,
      onclick: () => download(folded.querySelector("table"), exhibit.id),
    });
    folded.append(button);
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
