import { createHash } from 'node:crypto';
import { SCRIPT } from './in-place.js';

/** The one style sheet, inside every page: no second request, and it works from any base path. */
export const STYLE = `
:root{color-scheme:light dark;--bg:#f5f6f8;--card:#fff;--line:#dde1e7;--text:#1b212b;--soft:#5a6473;--accent:#0b5fa5;--on-accent:#fff;--tint:#e8f1f9;--good:#13652f;--good-bg:#e3f4e8;--bad:#9c1c1c;--bad-bg:#fbe9e9;--warn:#7a4b00;--warn-bg:#fdf1da}
@media(prefers-color-scheme:dark){:root{--bg:#12161c;--card:#1b212a;--line:#313a46;--text:#e6eaf0;--soft:#9ba6b5;--accent:#6fb5f0;--on-accent:#0b1620;--tint:#1f3144;--good:#86d9a0;--good-bg:#173423;--bad:#f3a0a0;--bad-bg:#412020;--warn:#eec27b;--warn-bg:#3b2d14}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--text);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif}
a{color:var(--accent)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:4px}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:-999px;top:0;background:var(--card);padding:.5rem 1rem;z-index:1}
.skip:focus{left:1rem}
header{background:var(--card);border-bottom:1px solid var(--line)}
.wrap{max-width:66rem;margin-inline:auto;padding-inline:1.25rem}
.top{display:flex;flex-wrap:wrap;align-items:center;gap:.25rem .75rem;padding-top:.85rem;padding-bottom:.55rem}
.brand{display:flex;align-items:center;gap:.6rem;font-weight:600;margin-right:auto}
.brand svg{width:1.7rem;height:1.7rem;color:var(--accent)}
.chip{font-size:.8rem;font-weight:500;color:var(--soft);border:1px solid var(--line);border-radius:99px;padding:.05rem .6rem;white-space:nowrap}
.who{color:var(--soft);font-size:.95rem}
nav.tabs ul{display:flex;flex-wrap:wrap;gap:.25rem;list-style:none;margin:0;padding:0}
nav.tabs a{display:block;padding:.5rem .8rem;color:var(--soft);text-decoration:none;border-bottom:3px solid transparent;font-weight:500}
nav.tabs a:hover{color:var(--text)}
nav.tabs a[aria-current]{color:var(--text);border-color:var(--accent)}
.count{display:inline-block;min-width:1.35rem;margin-left:.4rem;padding:0 .35rem;border-radius:99px;background:var(--accent);color:var(--on-accent);font-size:.78rem;text-align:center}
main:focus{outline:none}
main{padding-top:1.6rem;padding-bottom:1.2rem}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 .3rem;overflow-wrap:anywhere}
h2{font-size:1.1rem;margin:0 0 .75rem}
.lead{color:var(--soft);margin:0 0 1.1rem;overflow-wrap:anywhere}
.card{position:relative;background:var(--card);border:1px solid var(--line);border-radius:12px;padding:1.15rem 1.25rem;margin:0 0 1.1rem}
.card.flush{padding:0;overflow-x:auto}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(20rem,100%),1fr));gap:1.1rem}
h1+.cards{margin-top:.9rem}
table{width:100%;border-collapse:collapse}
thead th{font-size:.8rem;font-weight:600;color:var(--soft);text-align:left;padding:.6rem 1.25rem;border-bottom:1px solid var(--line);white-space:nowrap}
tbody th,tbody td{padding:.6rem 1.25rem;border-top:1px solid var(--line);text-align:left;vertical-align:middle}
tbody tr:first-child>*{border-top:0}
tbody th{font-weight:500;overflow-wrap:anywhere;min-width:10rem}
td.num{color:var(--soft);white-space:nowrap;font-variant-numeric:tabular-nums}
td.mono{font-family:ui-monospace,"Liberation Mono",Menlo,monospace;font-size:.88rem;overflow-wrap:anywhere}
td.act{width:1%}
.item{display:flex;gap:.6rem;align-items:center}
.item svg{flex:none;width:1.25rem;height:1.25rem;color:var(--soft)}
.row{display:flex;flex-wrap:wrap;gap:.45rem;align-items:center}
td.act .row{flex-wrap:nowrap;justify-content:flex-end}
.row form{display:contents}
form.line{display:flex;flex-wrap:wrap;gap:.6rem;align-items:end}
form.stack{display:grid;gap:1rem;max-width:34rem}
label{display:grid;gap:.3rem;font-size:.9rem;font-weight:500;flex:1 1 12rem;min-width:0}
label.inline{display:flex;gap:.5rem;align-items:baseline;font-weight:400;flex:none}
input,select{font:inherit;font-size:1rem;font-weight:400;line-height:1.4;color:inherit;background:var(--bg);border:1px solid var(--line);border-radius:8px;padding:.42rem .65rem;min-width:0;width:100%}
input[type=radio]{width:auto}
input[type=file]{padding:.28rem .5rem;font-size:.9rem}
input::file-selector-button{font:inherit;font-size:.9rem;color:inherit;background:var(--card);border:1px solid var(--line);border-radius:6px;padding:.12rem .6rem;margin-right:.6rem}
select{width:auto}
fieldset{border:0;margin:0;padding:0;display:grid;gap:.3rem}
legend{padding:0;font-size:.9rem;font-weight:500;margin-bottom:.3rem}
button,.button{display:inline-block;font:inherit;font-weight:500;line-height:1.4;border:1px solid var(--line);border-radius:8px;padding:.42rem .85rem;background:var(--card);color:var(--text);cursor:pointer;text-decoration:none;white-space:nowrap}
button:hover,.button:hover{background:var(--tint)}
button.main{background:var(--accent);border-color:var(--accent);color:var(--on-accent)}
button.main:hover{filter:brightness(1.08)}
button.risk{color:var(--bad)}
button.risk:hover{background:var(--bad-bg)}
.row button,.row .button,.top button{font-size:.9rem;padding:.28rem .65rem}
.row select{font-size:.9rem;padding:.28rem .4rem}
.flash{border-radius:10px;padding:.65rem 1rem;margin:0 0 1.1rem;overflow-wrap:anywhere}
.flash[role=status]{background:var(--good-bg);color:var(--good)}
.flash[role=alert]{background:var(--bad-bg);color:var(--bad)}
.badge{font-size:.82rem;border-radius:99px;padding:.08rem .6rem;background:var(--tint);white-space:nowrap}
.hint{color:var(--soft);font-size:.9rem;margin:.6rem 0 0}
.empty{color:var(--soft);text-align:center;padding:2.4rem 1rem;margin:0}
.crumbs ol{list-style:none;display:flex;flex-wrap:wrap;gap:.35rem;margin:0 0 .3rem;padding:0;color:var(--soft)}
.crumbs li+li::before{content:"/";margin-right:.35rem}
.address{font-family:ui-monospace,"Liberation Mono",Menlo,monospace;font-size:.92rem}
[popover]{border:1px solid var(--line);border-radius:12px;background:var(--card);color:inherit;padding:1.25rem;width:min(26rem,92vw);box-shadow:0 12px 40px #0004}
[popover]::backdrop{background:#0006}
footer{color:var(--soft);font-size:.87rem;padding-bottom:2rem}
footer p{margin:.15rem 0}
.devs{color:var(--warn);background:var(--warn-bg);border-radius:8px;padding:.35rem .7rem;display:inline-block}
.login{max-width:26rem;padding-top:9vh}
.login .brand{margin:0 0 1.1rem}
@media(max-width:42rem){thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
table,tbody{display:block}
tbody tr{display:flex;flex-wrap:wrap;align-items:center;gap:.35rem .9rem;padding:.8rem 1.1rem;border-top:1px solid var(--line)}
tbody tr:first-child{border-top:0}
tbody th,tbody td{border:0;padding:0}
tbody th{flex:1 1 100%}
td:empty{display:none}
td.act{width:auto;margin-left:auto}
nav.tabs a{padding:.45rem .55rem}}
`;

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Nothing is loaded in these pages but pages of the same host; style sheet and script are allowed by their hashes. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  `style-src ${hashOf(STYLE)}`,
  `script-src ${hashOf(SCRIPT)}`,
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');
