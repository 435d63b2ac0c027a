// Two drawings of the costs: what pulls at the picture now, and how they have fallen.

// `view.costs` are before their weights, which `view.weights` has.
nst.pulls = (root, view) => {
  const { costs, weights } = view;
  const pulls = [["content", weights.alpha * costs.content]];
  for (const [layer, cost] of Object.entries(costs.layers)) {
    pulls.push([layer, weights.beta * weights[`weight_${layer}`] * cost]);
  }
  pulls.push([
    "total_variation_short",
    weights.total_variation * costs.total_variation,
  ]);
  if (weights.laplacian) {
    pulls.push(["laplacian_short", weights.laplacian * costs.laplacian]);
  }
  const all = pulls.reduce((sum, [, pull]) => sum + pull, 0) || 1;
  root.replaceChildren(
    ...pulls.map(([name, pull]) => {
      const row = document.createElement("li");
      const percent = Math.round((100 * pull) / all);
      const [label, bar, number] = ["span", "i", "b"].map((tag) =>
        row.appendChild(document.createElement(tag)),
      );
      label.textContent = nst.say(name);
      bar.style.setProperty("--share", `${(100 * pull) / all}%`);
      number.textContent = `${percent} %`;
      return row;
    }),
  );
};

// `course` is a list of [iteration, total, content, style]; the costs' axis is in powers
// of ten. Costs of two scales cannot be compared, so a line steps where the scale changes.
nst.curves = (root, course) => {
  const values = course.flatMap((point) => point.slice(1)).filter((x) => x > 0);
  if (course.length < 2 || !values.length) return;
  root.hidden = false;
  const drawing = root.querySelector("svg");
  const [width, height, left, bottom] = [drawing.clientWidth || 640, 160, 40, 20];
  drawing.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
  const last = course.at(-1)[0] || 1;
  const x = (iteration) => left + ((width - left - 8) * iteration) / last;
  const y = (cost) =>
    8 + ((height - bottom - 8) * (high - Math.log10(cost))) / (high - low);
  const grid = [];
  const step = Math.ceil((high - low) / 4);
  for (let power = low; power <= high; power += step) {
    const at = y(10 ** power).toFixed(1);
    grid.push(
      `<path class="grid" d="M${left} ${at}H${width - 8}"/>` +
        `<text x="${left - 6}" y="${+at + 4}" text-anchor="end">${
          power < -2 || power > 3 ? `1e${power}` : +(10 ** power).toPrecision(1)
        }</text>`,
    );
  }
  grid.push(
    `<text x="${left}" y="${height - 4}">0</text>` +
      `<text x="${width - 8}" y="${height - 4}" text-anchor="end">${last}</text>`,
  );
  const lines = ["total", "content", "style"].map((name, index) => {
    const points = course
      .filter((point) => point[index + 1] > 0)
      .map((point) => `${x(point[0]).toFixed(1)} ${y(point[index + 1]).toFixed(1)}`);
    if (!points.length) return ""; // a cost that does not count is 0
    return `<path class="${name}" d="M${points.join("L")}"/>`;
  });
  drawing.innerHTML = grid.join("") + lines.join("");
};
