"""The look of rooms: a code to read from afar, buttons for a thumb, votes side by side."""

import streamlit as st

_CSS = """
<style>
.fer-code { font-size: clamp(2.6rem, 9vw, 5rem); font-weight: 650; letter-spacing: .06em;
  line-height: 1.1; margin: 0; font-variant-numeric: tabular-nums; }
.fer-join { font-size: 1.05rem; margin: .3rem 0 0; overflow-wrap: anywhere; }
.fer-qr { width: 100%; max-width: 22rem; border-radius: 6px; display: block; }
.fer-here { display: flex; flex-wrap: wrap; gap: .2rem 1.8rem; margin: 0; font-size: 1.1rem;
  font-variant-numeric: tabular-nums; }
.fer-here b { font-size: 1.5rem; font-weight: 650; }
.fer-guess { width: 100%; max-width: 22rem; aspect-ratio: 1; border-radius: 8px; display: block; }
.fer-panels { display: grid; gap: 1.4rem 2rem; margin: .4rem 0 1rem;
  grid-template-columns: repeat(auto-fit, minmax(min(15rem, 100%), 1fr)); }
.fer-panels h3 { font-size: 1.05rem; font-weight: 600; margin: 0; padding: 0; }
.fer-panels p { margin: 0 0 .4rem; }
.fer-panels dl.fer-bars { padding: 0; margin: 0; }
.fer-panels dl.fer-bars > dt, .fer-panels dl.fer-bars > dd { margin: 0; font-weight: 400; }
.fer-panels dl.fer-bars > dt.named { font-weight: 700; }
.st-key-fer-vote [data-testid="stButtonGroup"] button { min-height: 3rem; min-width: 7.2rem;
  font-size: 1.05rem; }
.st-key-fer-vote [data-testid="stButtonGroup"] > div { gap: .5rem; }
.st-key-fer-poll [data-testid="stButtonGroup"] button,
.st-key-fer-target [data-testid="stButtonGroup"] button { min-height: 2.75rem; min-width: 3rem; }
.st-key-fer-vote button[aria-checked="true"]::before,
.st-key-fer-poll button[aria-checked="true"]::before,
.st-key-fer-target button[aria-checked="true"]::before { content: "✓"; margin-right: .35em; }
.fer-asked { max-width: 46rem; line-height: 1.5; }
.fer-asked li { margin: 0 0 .35rem; }
.fer-change { display: grid; gap: 1.2rem 2rem; margin: .4rem 0 .6rem;
  grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); }
.fer-change h3 { font-size: 1.05rem; font-weight: 600; margin: 0 0 .25rem; padding: 0; }
.fer-change p { margin: .2rem 0 0; }
.fer-change .strips { display: grid; grid-template-columns: auto 1fr; gap: .25rem .7rem;
  align-items: center; }
.fer-change .when { font-size: .875rem; }
.fer-change .strip { display: flex; height: 1.7rem; border-radius: 3px; overflow: hidden;
  background: color-mix(in srgb, currentColor 9%, transparent); print-color-adjust: exact; }
.fer-change .strip span { display: grid; place-items: center; font-weight: 600; min-width: 2.4rem;
  font-variant-numeric: tabular-nums; font-size: .9rem; }
.fer-plan { list-style: none; padding: 0; margin: 0; max-width: 30rem; }
[data-testid="stHtml"] ol.fer-plan { padding: 0; }
[data-testid="stHtml"] .fer-plan > li { display: flex; gap: .8rem; margin: 0; padding: .3rem 0;
  border-bottom: 1px solid color-mix(in srgb, currentColor 12%, transparent); }
.fer-plan .when { margin-left: auto; font-variant-numeric: tabular-nums; white-space: nowrap; }
.fer-plan .now { font-weight: 700; }
.fer-options { columns: 2; max-width: 26rem; font-size: 1.3rem; line-height: 1.9; margin: 0;
  list-style: none; }
[data-testid="stHtml"] ul.fer-options { padding: 0; }
@media (max-width: 640px) {
  .fer-guess { max-width: 192px; }
  .fer-qr { max-width: 15rem; }
}
</style>
"""


def style() -> None:
    """Put the style of rooms on the page."""
    st.html(_CSS)
