"""One colour an emotion, everywhere: Paul Tol's *bright* scheme, safe for colour-blind eyes.

Colour is never the only sign: a label stands beside every mark that carries one.
"""

from collections.abc import Mapping
from types import MappingProxyType

COLOURS: Mapping[str, str] = MappingProxyType(
    {
        "Angry": "#EE6677",
        "Disgust": "#228833",
        "Fear": "#AA3377",
        "Happy": "#CCBB44",
        "Sad": "#4477AA",
        "Surprise": "#66CCEE",
        "Neutral": "#BBBBBB",
    }
)
# Curves: what was learnt from, and what was not. Told apart by dash as well.
LEARNT = "#8A8F98"
WATCHED = "#D55E00"
# Differences: who is ahead, and neither in the middle; also told by the sign of every number.
AHEAD, BEHIND, EVEN = "#2A6FBB", "#D55E00", "#F2F2F2"
DIVERGING = ((0.0, BEHIND), (0.5, EVEN), (1.0, AHEAD))
# Maps on a face: what speaks for a label and what against it.
FOR, AGAINST = BEHIND, AHEAD
# Releases that are overlaid, in the order in which they are chosen: readable on both grounds.
SERIES = (
    *("#D55E00", "#2A8CC7", "#0B9E73", "#B8579A", "#9A7B00", "#7A7F87"),
    *("#6F63D9", "#8B5E3C", "#C43D4B"),
)
# Words on a chart, over lines: readable on both grounds.
LABEL, BEHIND_LABEL = "#FFFFFF", "rgba(58,62,70,0.88)"


def rgb(emotion: str) -> tuple[int, int, int]:
    """Return an emotion's colour as red, green and blue from 0 to 255."""
    return rgb_of(COLOURS[emotion])


def rgb_of(colour: str) -> tuple[int, int, int]:
    """Return ``#RRGGBB`` as red, green and blue from 0 to 255."""
    digits = colour.removeprefix("#")
    red, green, blue = (int(digits[i : i + 2], 16) for i in (0, 2, 4))
    return red, green, blue


def with_alpha(colour: str, alpha: float) -> str:
    """Return ``#RRGGBB`` as an ``rgba()`` of that opacity."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha})"


RGB: Mapping[str, tuple[int, int, int]] = MappingProxyType({name: rgb(name) for name in COLOURS})

CSS = """
<style>
.block-container, [data-testid="stMainBlockContainer"] { max-width: 1160px; }
/* Streamlit's grey for words on charts in light, which no setting changes: 3.7 to 1 on white */
.stPlotlyChart text[style*="rgb(128, 132, 149)"] { fill: #555B66 !important; }
.fer-lead { font-size: 1.15rem; line-height: 1.5; max-width: 46rem; margin: 0 0 .25rem; }
.fer-verdict { font-weight: 600; margin-top: .6rem; }
.fer-verdict.fer-agree { font-size: 1.15rem; margin: 0 0 .7rem; }
.fer-quiet { opacity: .72; font-size: .875rem; }
.fer-face { display: flex; gap: 1.1rem; align-items: flex-start; margin: 0 0 1.4rem; }
.fer-face img { width: 144px; height: 144px; flex: none; border-radius: 6px; }
.fer-face .said { flex: 1; min-width: 0; }
.fer-face h3 { font-size: 1.2rem; margin: 0 0 .45rem; padding: 0; font-weight: 600; }
.fer-face .doubt { font-size: .9rem; line-height: 1.4; margin: 0 0 .5rem; }
.fer-bars { display: grid; grid-template-columns: auto 1fr auto; gap: .28rem .6rem;
  align-items: center; font-size: .9rem; line-height: 1.25; margin: 0; }
.fer-face dl.fer-bars { padding: 0; margin: 0; }
.fer-face dl.fer-bars > dt, .fer-face dl.fer-bars > dd { margin: 0; font-weight: 400; }
[data-testid="stWidgetLabel"] [data-testid="stWidgetLabelRequired"] { display: none; }
.fer-bars .track { height: .7rem; border-radius: 3px;
  background: color-mix(in srgb, currentColor 9%, transparent); }
.fer-bars .bar { height: 100%; min-width: 2px; border-radius: 3px; }
.fer-bars .number { font-variant-numeric: tabular-nums; text-align: right; }
.fer-figures { display: flex; flex-wrap: wrap; gap: 1rem 2.6rem; margin: .2rem 0 .6rem; }
.fer-figures .name { font-size: .875rem; opacity: .8; }
.fer-figures .value { font-size: 2rem; font-weight: 600; line-height: 1.2;
  font-variant-numeric: tabular-nums; }
.fer-figures .spread { font-size: .875rem; opacity: .8; font-variant-numeric: tabular-nums; }
.fer-table { overflow-x: auto; }
.fer-table table { border-collapse: collapse; width: 100%; font-size: .92rem;
  font-variant-numeric: tabular-nums; }
.fer-table th, .fer-table td { padding: .38rem .55rem; text-align: right; white-space: nowrap;
  border: 0; border-bottom: 1px solid color-mix(in srgb, currentColor 14%, transparent); }
.fer-table th:first-child { text-align: left; font-weight: 500; }
.fer-table thead th { font-weight: 600; }
.fer-table.prose th, .fer-table.prose td { text-align: left; white-space: normal;
  vertical-align: top; min-width: 7rem; }
.fer-table .paper { opacity: .72; }
.fer-table .wrap { display: inline-block; max-width: 18rem; white-space: normal; }
.fer-table .label { min-width: 9rem; }
.st-key-fer-costs .fer-table th { white-space: normal; vertical-align: bottom; min-width: 5rem; }
.st-key-fer-costs .fer-table tbody th { min-width: 9rem; }
@media (max-width: 1100px) {
  .st-key-fer-costs .fer-table td { white-space: normal; }
  .st-key-fer-costs .fer-table .paper { white-space: nowrap; }
}
.fer-swatch { display: inline-block; width: .7rem; height: .7rem; border-radius: 2px;
  margin-right: .5rem; vertical-align: baseline; }
.fer-gallery { display: grid; gap: 1.1rem .9rem; margin: .3rem 0 .6rem;
  grid-template-columns: repeat(auto-fill, minmax(144px, 1fr)); }
.fer-gallery .tile { max-width: 192px; min-width: 0; font-size: .875rem; line-height: 1.35; }
.fer-gallery a { color: inherit; text-decoration: none; display: block; }
.fer-gallery a:hover .title { text-decoration: underline; }
.fer-gallery img, .fer-gallery .absent { display: block; width: 100%; aspect-ratio: 1;
  border-radius: 6px; margin: 0 0 .35rem; }
.fer-gallery .absent { border: 1px dashed color-mix(in srgb, currentColor 30%, transparent); }
.fer-gallery .title { font-weight: 600; overflow-wrap: anywhere; }
.fer-gallery .note { opacity: .75; font-variant-numeric: tabular-nums; }
.fer-gallery .strip { margin-top: .3rem; }
.fer-gallery .strip .name { font-size: .75rem; opacity: .75; }
.fer-gallery .strip .parts { display: flex; height: .55rem; border-radius: 2px; overflow: hidden;
  background: color-mix(in srgb, currentColor 9%, transparent); }
.fer-legend { display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; font-size: .875rem; margin: 0; }
.fer-legend .fer-swatch { margin-right: .35rem; }
.fer-who { margin: 0; }
.fer-ask { font-size: .875rem; margin: .5rem 0 0; }
.fer-said { margin: 0; padding-left: 1.1rem; }
.fer-said blockquote { margin: .2rem 0 .2rem; padding-left: .7rem; white-space: pre-wrap;
  overflow-wrap: anywhere;
  border-left: 3px solid color-mix(in srgb, currentColor 20%, transparent); }
.fer-rules th, .fer-rules td { text-align: left; white-space: normal; }
.fer-rules td:last-child, .fer-rules th:last-child { text-align: right; }
.fer-count { text-align: right; margin: 0; font-variant-numeric: tabular-nums; }
[data-testid="stLayoutWrapper"]:has(> [class*="st-key-fer-now"]) { position: sticky; top: 3.7rem;
  z-index: 5; }
[data-testid^="stBaseButton-primary"] { color: light-dark(#FFF, #14171B); }
[class*="st-key-fer-now"] { padding: .6rem 0; background: light-dark(#FFFFFF, #14171B); }
.fer-two { display: flex; gap: 1rem; }
.fer-two figure { margin: 0; flex: 1; max-width: 192px; }
.fer-two img { width: 100%; border-radius: 6px; image-rendering: auto; }
.fer-two figcaption { font-size: .875rem; opacity: .8; text-align: center; }
.fer-reasons { display: flex; gap: 1.2rem; margin: .2rem 0 .3rem; }
.fer-reasons figure { margin: 0; flex: 1; min-width: 0; max-width: 240px; }
.fer-reasons img { width: 100%; border-radius: 6px; display: block; }
.fer-reasons figcaption { font-size: .875rem; line-height: 1.35; margin-top: .35rem; }
.fer-places { display: flex; gap: .8rem; align-items: flex-start; font-size: .875rem; }
.fer-places img { width: 96px; border-radius: 6px; flex: none; }
.fer-legend { display: flex; flex-wrap: wrap; gap: 0 .9rem; font-size: .8rem; opacity: .85;
  margin: 0 0 .4rem; }
.fer-legend .fer-swatch { margin-right: .3rem; }
.fer-lines { display: grid; grid-template-columns: repeat(auto-fit, minmax(16rem, 1fr));
  column-gap: 1.6rem; }
.fer-line { margin: 0 0 .7rem; }
.fer-line .head { display: flex; justify-content: space-between; gap: 1rem; }
.fer-line .head span, .fer-line .note { font-variant-numeric: tabular-nums; }
.fer-line .strip { display: flex; height: .7rem; border-radius: 3px; overflow: hidden;
  background: color-mix(in srgb, currentColor 9%, transparent); }
.fer-line .note { font-size: .8rem; opacity: .72; }
.fer-line .flip { border: 1px solid currentColor; border-radius: 3px; padding: 0 .3rem;
  font-size: .8rem; }
.fer-steps { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 1.4rem;
  list-style: none; margin: .4rem 0 1rem; }
[data-testid="stHtml"] ol.fer-steps { padding: 0; }
[data-testid="stHtml"] .fer-steps > li { margin: 0; padding: 0; min-width: 0; }
.fer-steps .shown { aspect-ratio: 1; border-radius: 6px; overflow: hidden; display: grid;
  place-items: center; background: color-mix(in srgb, currentColor 6%, transparent); }
.fer-steps .shown > img { width: 100%; height: 100%; object-fit: contain; }
.fer-steps .pixels img { image-rendering: pixelated; }
.fer-steps .shown.bare { background: none; place-items: center stretch; overflow: visible; }
.fer-steps .shown dl.fer-bars { margin: 0; padding: 0; }
.fer-steps .shown dl.fer-bars > dt, .fer-steps .shown dl.fer-bars > dd { margin: 0;
  font-weight: 400; }
.fer-steps h3 { font-size: 1.1rem; font-weight: 600; margin: .6rem 0 .15rem; padding: 0; }
.fer-steps p { font-size: .95rem; line-height: 1.45; margin: 0; overflow-wrap: anywhere; }
.fer-maps { display: grid; grid-template-columns: repeat(3, 1fr); gap: 4px; width: 100%; }
.fer-maps.all { grid-template-columns: repeat(auto-fill, minmax(72px, 1fr)); }
.fer-maps img { width: 100%; aspect-ratio: 1; border-radius: 3px; image-rendering: pixelated; }
.fer-classes { max-width: 46rem; }
.fer-classes dl.fer-bars { padding: 0; margin: 0; }
.fer-sources a { color: inherit; }
.fer-classes dl.fer-bars > dt, .fer-classes dl.fer-bars > dd { margin: 0; font-weight: 400; }
.fer-sources { padding-left: 1.2rem; }
.fer-sources li { margin: 0 0 .6rem; overflow-wrap: anywhere; }
.fer-document p { margin: 0 0 .7rem; line-height: 1.5; max-width: 46rem; }
.fer-thousand { display: grid; width: 100%; max-width: 660px; aspect-ratio: 40 / 25;
  print-color-adjust: exact; }
.fer-thousand > div { grid-area: 1 / 1; background-size: 2.5% 4%; }
.fer-thousand .full, .fer-key .full { background-image: radial-gradient(circle closest-side,
  color-mix(in srgb, currentColor 82%, light-dark(#000, #FFF)) 84%, transparent 90%); }
.fer-thousand .ring, .fer-key .ring { background-image: radial-gradient(circle closest-side,
  transparent 52%, color-mix(in srgb, currentColor 62%, transparent) 58% 76%, transparent 84%); }
.fer-key { display: flex; flex-wrap: wrap; gap: .2rem 1.6rem; font-size: 1.15rem;
  margin: .5rem 0 0; font-variant-numeric: tabular-nums; }
.fer-key i { display: inline-block; width: 1em; height: 1em; margin-right: .35rem;
  vertical-align: -.12em; print-color-adjust: exact; }
.st-key-live[data-stale], .st-key-crowd[data-stale] { opacity: 1; }
.fer-footer { margin-top: 3rem; padding-top: .8rem; font-size: .875rem; opacity: .75;
  border-top: 1px solid color-mix(in srgb, currentColor 16%, transparent); }
@media (max-width: 900px) {
  .fer-steps { grid-template-columns: repeat(2, minmax(0, 1fr)); }
}
@media (max-width: 640px) {
  .fer-steps { gap: 1.2rem .9rem; }
  .fer-steps .shown dl.fer-bars { font-size: .78rem; gap: .2rem .35rem; }
  .fer-steps p { font-size: .875rem; }
  .fer-face img { width: 96px; height: 96px; }
  .fer-face { gap: .8rem; }
  .fer-figures .value { font-size: 1.6rem; }
  .fer-gallery { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .fer-two figure { max-width: 84px; }
  .fer-line { margin: 0 0 .25rem; font-size: .9rem; }
  .fer-line .note { display: none; }
  [class*="st-key-fer-now"] [data-testid="stHorizontalBlock"] { gap: .4rem; }
  .fer-table.folds thead { position: absolute; left: -999rem; }
  .fer-table.folds table, .fer-table.folds tbody { display: block; }
  .fer-table.folds tr { display: grid; grid-template-columns: repeat(4, 1fr); gap: .1rem .5rem;
    padding: .6rem 0 .7rem;
    border-bottom: 1px solid color-mix(in srgb, currentColor 14%, transparent); }
  .fer-table.folds th, .fer-table.folds td { padding: 0; border: 0; text-align: left; }
  .fer-table.folds tbody th { grid-column: 1 / -1; font-weight: 600; }
  .fer-table.folds td::before { content: attr(data-label); display: block; font-size: .75rem;
    opacity: .8; }
  .fer-table.prose.folds tr { grid-template-columns: 1fr; gap: .5rem; }
  .st-key-fer-costs .fer-table.folds tr { grid-template-columns: repeat(2, 1fr); }
  .st-key-fer-matrix .fer-table table { font-size: .72rem; }
  .st-key-fer-matrix .fer-table th, .st-key-fer-matrix .fer-table td { padding: .38rem .15rem; }
  .fer-table .wrap { max-width: 9rem; }
}
</style>
"""
