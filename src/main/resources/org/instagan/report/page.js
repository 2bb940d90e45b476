"use strict";
// What the reader has set stays when the page reads itself again; the end of a slider means "the newest".
function keep(input, apply) {
  const key = location.pathname + "#" + input.dataset.keep;
  const end = input.max;
  const kept = sessionStorage.getItem(key);
  if (kept !== null) input.value = kept === "end" ? end : kept;
  input.addEventListener("input", () => {
    sessionStorage.setItem(key, input.value === end ? "end" : input.value);
    apply();
  });
  apply();
}

for (const section of document.querySelectorAll(".frames")) {
  const frames = [...section.querySelectorAll("template")].map(t => t.dataset);
  const input = section.querySelector("input"), output = section.querySelector("output"), img = section.querySelector("img");
  keep(input, () => {
    const frame = frames[Number(input.value)] || frames[frames.length - 1];
    output.value = frame.label;
    img.src = frame.source;
    img.alt = section.querySelector("h2").textContent + ", " + frame.label;
  });
}

function smooth(values, reach) {
  const sums = [0];
  for (const v of values) sums.push(sums[sums.length - 1] + v);
  return values.map((v, i) => {
    const from = Math.max(0, i - reach), to = Math.min(values.length, i + reach + 1);
    return (sums[to] - sums[from]) / (to - from);
  });
}

// Round numbers, about so many, that span the range.
function ticks(low, high, count) {
  const rough = (high - low || 1) / count, power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map(f => f * power).find(s => s >= rough);
  const all = [];
  for (let v = Math.ceil(low / step) * step; v <= high + step / 1e6; v += step) all.push(Number(v.toPrecision(12)));
  return all;
}

function draw(lines, colours, reach, title, W) {
  const H = 320, left = 56, right = 16, top = 14, bottom = 40;
  const smoothed = lines.map(l => ({ x: l.x, y: smooth(l.y, Math.round(l.y.length * reach)) }));
  const xs = smoothed.flatMap(l => [l.x[0], l.x[l.x.length - 1]]), ys = smoothed.flatMap(l => l.y);
  const x0 = Math.min(...xs), x1 = Math.max(...xs), y0 = Math.min(0, ...ys), y1 = Math.max(...ys) * 1.05 || 1;
  const px = v => left + (v - x0) / (x1 - x0 || 1) * (W - left - right);
  const py = v => H - bottom - (v - y0) / (y1 - y0) * (H - top - bottom);
  const parts = [];
  for (const t of ticks(y0, y1, 5)) {
    parts.push(`<line class="grid" x1="${left}" x2="${W - right}" y1="${py(t)}" y2="${py(t)}"/>`);
    parts.push(`<text x="${left - 8}" y="${py(t) + 4}" text-anchor="end">${t}</text>`);
  }
  for (const t of ticks(x0, x1, W / 160)) {
    parts.push(`<text x="${px(t)}" y="${H - bottom + 18}" text-anchor="middle">${t}</text>`);
  }
  parts.push(`<text x="${(W + left - right) / 2}" y="${H - 6}" text-anchor="middle">iteration</text>`);
  smoothed.forEach((l, i) => {
    const points = l.x.map((x, k) => px(x).toFixed(1) + "," + py(l.y[k]).toFixed(1)).join(" ");
    parts.push(`<polyline stroke="${colours[i % colours.length]}" points="${points}"/>`);
  });
  return `<svg viewBox="0 0 ${W} ${H}" role="img" aria-label="${title}">${parts.join("")}</svg>`;
}

const charts = [...document.querySelectorAll(".curves")].map(section => {
  const data = section.querySelector("template");
  return {
    section,
    lines: JSON.parse(data.content.textContent),
    colours: data.dataset.colours.split(" "),
    input: section.querySelector("input"),
  };
});
for (const chart of charts) {
  keep(chart.input, () => {
    for (const other of charts) { // one setting for all
      other.input.value = chart.input.value;
      const title = other.section.querySelector("h2").textContent.replace(/[<>"&]/g, "");
      const place = other.section.querySelector(".chart");
      const width = Math.max(280, Math.min(1200, place.clientWidth));
      place.innerHTML = draw(other.lines, other.colours, (chart.input.value / 100) ** 2 / 4, title, width);
    }
  });
}
addEventListener("resize", () => charts.slice(0, 1).forEach(c => c.input.dispatchEvent(new Event("input"))));
