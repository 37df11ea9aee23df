// Opens links of a gallery within the visit: loading the page anew would begin another one.
const listening = new WeakMap();

export default function ({ parentElement, setTriggerValue }) {
  const open = (event) => {
    const link = event.target.closest?.(".fer-gallery a[href]");
    const elsewhere = event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (!link || elsewhere) return;
    const face = new URL(link.href).searchParams.get("face");
    if (!face) return;
    event.preventDefault();
    setTriggerValue("face", face);
  };
  const stop = (handler) => handler && document.removeEventListener("click", handler);
  stop(listening.get(parentElement));
  listening.set(parentElement, open);
  document.addEventListener("click", open);
  return () => stop(open);
}
