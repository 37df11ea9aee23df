// Black or white, whichever has more contrast on a colour such as "rgb(1, 2, 3)" (WCAG 2).
function ink(colour) {
  const scale = colour.startsWith("rgb") ? 255 : 1;
  const [red, green, blue] = colour.match(/[\d.]+(?:e-?\d+)?/g).slice(0, 3).map((text) => {
    const value = Number(text) / scale;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return luminance > 0.179 ? "#000" : "#fff";
}

// A confusion matrix as a table of buttons: mouse, touch and keyboard (arrow keys, Enter) alike.
export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".matrix");
  const active = parentElement.activeElement ?? document.activeElement;
  const focused = active?.dataset?.cell;
  root.replaceChildren();
  root.classList.toggle("still", Boolean(data.still));
  const table = root.appendChild(document.createElement("table"));
  table.setAttribute("aria-label", data.caption);
  const buttons = [];
  const shaded = [];

  const make = (tag, row, entry, kind) => {
    const holder = document.createElement(tag);
    if (kind) holder.className = kind;
    const button = holder.appendChild(document.createElement("button"));
    button.type = "button";
    button.dataset.cell = entry.cell;
    button.setAttribute("aria-label", entry.said);
    button.setAttribute("aria-pressed", String(entry.cell === data.selected));
    button.title = entry.said;
    if (data.still) button.disabled = true;
    for (const [name, text] of entry.parts) {
      const part = button.appendChild(document.createElement("span"));
      part.className = name;
      part.textContent = text;
    }
    if (entry.shade !== undefined) {
      const share = Math.round(entry.shade * 100);
      button.style.background = share
        ? `color-mix(in srgb, var(--st-primary-color) ${share}%, var(--st-background-color))`
        : "color-mix(in srgb, var(--st-text-color) 4%, transparent)";
      if (share > 35) shaded.push(button);
    }
    button.onclick = () => {
      for (const other of buttons.flat()) {
        other.setAttribute("aria-pressed", String(other === button));
      }
      setTriggerValue("cell", entry.cell);
    };
    row.push(button);
    return holder;
  };

  const head = table.createTHead().insertRow();
  const corner = head.appendChild(document.createElement("th"));
  corner.className = "corner";
  corner.textContent = data.corner;
  const first = [];
  for (const entry of data.head) {
    const cell = head.appendChild(make("th", first, entry, entry.kind));
    cell.scope = "col";
  }
  buttons.push([first[0], ...first]);
  const body = table.createTBody();
  for (const line of data.lines) {
    const row = body.insertRow();
    if (line.kind) row.className = line.kind;
    const made = [];
    row.appendChild(make("th", made, line.head)).scope = "row";
    for (const entry of line.cells) row.appendChild(make("td", made, entry, entry.kind));
    buttons.push(made);
  }

  for (const button of shaded) button.style.color = ink(getComputedStyle(button).backgroundColor);

  // one stop for Tab; the arrows move within
  const all = [...new Set(buttons.flat())];
  const stop = all.find((b) => b.dataset.cell === (focused ?? data.selected)) ?? buttons[1][1];
  for (const button of all) button.tabIndex = button === stop ? 0 : -1;
  if (focused) stop.focus({ preventScroll: true });
  const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  table.onkeydown = (event) => {
    const step = steps[event.key];
    if (!step) return;
    const now = parentElement.activeElement ?? document.activeElement;
    const down = buttons.findIndex((row) => row.includes(now));
    if (down < 0) return;
    const across = buttons[down].lastIndexOf(now);
    const next = buttons[down + step[0]]?.[across + step[1]];
    if (!next) return;
    event.preventDefault();
    for (const button of all) button.tabIndex = button === next ? 0 : -1;
    next.focus();
  };
}
