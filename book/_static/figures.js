// Draws a figure when it comes near, and again when the page turns light or dark. Until then, and without scripts, its
// picture stands there. One copy of plotly serves the whole book, and is loaded by the first figure that needs it.
(() => {
  const plotly = document.currentScript.src.replace(/figures\.js.*$/, "plotly.min.js");
  let loading = null;

  const load = () => {
    loading ??= new Promise((done, failed) => {
      const script = document.createElement("script");
      Object.assign(script, { src: plotly, onload: done, onerror: failed });
      document.head.append(script);
    });
    return loading;
  };

  const isDark = () => document.documentElement.dataset.theme === "dark";

  const coloured = (value, colours) => {
    if (typeof value === "string") return colours[value.toLowerCase()] ?? value;
    if (Array.isArray(value)) return value.map((part) => coloured(part, colours));
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, coloured(part, colours)]));
    }
    return value;
  };

  const draw = async (box) => {
    const { data, layout, config, dark } = (box.figure ??= JSON.parse(box.querySelector("script").textContent));
    await load();
    const colours = isDark() ? dark : {};
    box.hidden = false;
    box.closest("figure").classList.add("sc-drawn");
    await Plotly.react(box.canvas, coloured(data, colours), coloured(layout, colours), config);
    box.dataset.drawn = isDark() ? "dark" : "light";
  };

  const start = () => {
    const boxes = [...document.querySelectorAll(".sc-live")];
    const near = new IntersectionObserver((entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        near.unobserve(target);
        const box = target.querySelector(".sc-live");
        box.canvas = box.appendChild(document.createElement("div"));
        draw(box);
      }
    }, { rootMargin: "600px 0px" });
    boxes.forEach((box) => near.observe(box.closest("figure")));
    new MutationObserver(() => boxes.filter((box) => box.canvas).forEach(draw)).observe(document.documentElement, {
      attributeFilter: ["data-theme"],
    });
  };

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
