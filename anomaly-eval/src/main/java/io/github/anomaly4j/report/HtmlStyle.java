package io.github.anomaly4j.report;

/** The page's style sheet: light and dark, wide and narrow, screen and paper. */
final class HtmlStyle {
  static final String SHEET =
      """
      :root {
        --page: #f4f6f8; --card: #ffffff; --ink: #1c2733; --soft: #5a6775; --line: #d5dbe1;
        --normal: #0072b2; --defective: #b94f00; --on-color: #ffffff; --warning: #fff4d6;
      }
      @media screen and (prefers-color-scheme: dark) {
        :root {
          --page: #12171d; --card: #1b222a; --ink: #dfe6ee; --soft: #9aa7b5; --line: #3a4653;
          --normal: #56b4e9; --defective: #e69f00; --on-color: #12171d; --warning: #3a3013;
        }
      }
      @media screen and (prefers-color-scheme: dark) {
        .chart { filter: invert(1) hue-rotate(180deg) brightness(1.25); }
      }
      * { box-sizing: border-box; }
      html { -webkit-text-size-adjust: 100%; }
      body {
        margin: 0; background: var(--page); color: var(--ink);
        font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial,
          sans-serif;
      }
      main { max-width: 1080px; margin: 0 auto; padding: 32px 20px 64px; }
      h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 8px; }
      h2 { font-size: 1.25rem; margin: 0 0 8px; }
      h3 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
      p { margin: 0 0 12px; max-width: 72ch; }
      section { margin-top: 40px; }
      code { font-size: 0.85em; overflow-wrap: anywhere; }
      .lead { font-size: 1.125rem; }
      .meta, .note, figcaption, dt { color: var(--soft); font-size: 0.875rem; }
      .note { margin: 2px 0 10px; overflow-wrap: anywhere; }
      .none { color: var(--soft); }
      .tiles {
        display: grid; gap: 12px; margin-top: 24px;
        grid-template-columns: repeat(auto-fit, minmax(160px, 1fr));
      }
      .tile, .card, .scroll, .warning {
        background: var(--card); border: 1px solid var(--line); border-radius: 10px;
      }
      .tile { padding: 14px 16px; border-top: 4px solid var(--line); }
      .tile.normal { border-top-color: var(--normal); }
      .tile.defective { border-top-color: var(--defective); }
      .tile h2 { font-size: 0.875rem; font-weight: 600; color: var(--soft); margin: 0; }
      .tile .value { font-size: 1.9rem; font-weight: 650; line-height: 1.25; margin: 0; }
      .tile .note { margin: 0; }
      .warning { background: var(--warning); padding: 16px 20px; }
      .warning ul { margin: 0; padding-left: 20px; overflow-wrap: anywhere; }
      .scroll { overflow-x: auto; }
      table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
      th, td { padding: 8px 11px; text-align: right; white-space: nowrap; }
      thead th { color: var(--soft); font-size: 0.875rem; font-weight: 600; }
      tbody th { font-weight: 500; }
      th:first-child {
        text-align: left; position: sticky; left: 0; background: var(--card);
        max-width: 38vw; overflow: hidden; text-overflow: ellipsis;
      }
      tbody tr { border-top: 1px solid var(--line); }
      tfoot tr:first-child { border-top: 2px solid var(--soft); }
      tfoot th, tfoot td { font-weight: 650; }
      td.alarms { color: var(--normal); font-weight: 650; }
      td.missed { color: var(--defective); font-weight: 650; }
      details { margin-top: 12px; }
      summary { cursor: pointer; color: var(--soft); }
      dl { margin: 8px 0 0; }
      dd { margin: 0 0 8px; max-width: 72ch; }
      .legend { display: flex; flex-wrap: wrap; gap: 4px 20px; margin-bottom: 4px; }
      .key::before {
        content: ""; display: inline-block; width: 18px; height: 12px; margin-right: 7px;
        border-radius: 2px; background: currentColor;
      }
      .key.normal::before { background: var(--normal); }
      .key.defective::before { background: var(--defective); }
      .key.threshold::before {
        height: 0; border-top: 2px dashed var(--ink); background: none; vertical-align: 4px;
        border-radius: 0;
      }
      .strip { display: block; max-width: 100%; height: auto; border-radius: 4px; }
      .charts, .examples { display: grid; gap: 14px; }
      .card { padding: 14px 16px; break-inside: avoid; }
      .pair { display: grid; grid-template-columns: 7fr 5fr; gap: 12px; }
      .twin { display: grid; grid-template-columns: 1fr 1fr; gap: 12px; margin-top: 14px; }
      .chart { display: block; width: 100%; height: auto; }
      .examples { grid-template-columns: repeat(auto-fill, minmax(440px, 1fr)); }
      .badge {
        display: inline-block; padding: 1px 9px; margin-right: 4px; border-radius: 99px;
        font-size: 0.8rem; font-weight: 600; color: var(--on-color);
      }
      .badge.normal { background: var(--normal); }
      .badge.defective { background: var(--defective); }
      .images { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 8px; }
      figure { margin: 0; }
      figure img {
        display: block; width: 100%; aspect-ratio: 1; object-fit: contain;
        background: var(--page); border-radius: 4px;
      }
      figcaption { font-size: 0.75rem; margin-top: 3px; }
      .blank {
        display: grid; place-items: center; aspect-ratio: 1; border: 1px dashed var(--line);
        border-radius: 4px; color: var(--soft); font-size: 0.8rem;
      }
      .facts {
        display: grid; gap: 0 24px; grid-template-columns: repeat(auto-fit, minmax(220px, 1fr));
      }
      .facts .wide { grid-column: 1 / -1; }
      @media (max-width: 640px) {
        main { padding: 20px 14px 40px; }
        .tiles { grid-template-columns: 1fr 1fr; }
        .tile:last-child:nth-child(odd) { grid-column: 1 / -1; }
        .pair, .twin, .examples { grid-template-columns: 1fr; }
        .images { grid-template-columns: 1fr 1fr; }
        .chart + .chart { width: 72%; }
        th, td { padding: 8px 10px; }
      }
      @media print {
        :root { --page: #ffffff; }
        body { font-size: 11pt; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
        main { max-width: none; padding: 0; }
        .scroll { overflow: visible; }
        th, td { padding: 4px 6px; font-size: 9pt; white-space: normal; }
        th:first-child { position: static; max-width: none; }
        tr, figure { break-inside: avoid; }
        h2, h3, section > p { break-after: avoid; }
        .tiles { grid-template-columns: repeat(5, 1fr); gap: 6px; }
        .tile { padding: 8px 10px; }
        .tile .value { font-size: 1.4rem; }
        figcaption { font-size: 7pt; }
        section { margin-top: 24px; }
        .examples { grid-template-columns: 1fr 1fr; }
      }
      """;

  private HtmlStyle() {}
}
