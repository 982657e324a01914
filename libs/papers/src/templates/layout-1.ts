import type { PaperLayout } from '../paper.js';

/*
 * A4 after GB/T 9704-2012 (党政机关公文格式): 28 mm on the binding side, 37 mm above; text of 16 pt in 仿宋, 28 characters to
 * the line and 22 lines to the page; headings in 黑体, title in 小标宋 of 22 pt; page numbers of 14 pt between dashes.
 * `line-break: strict` keeps closing marks off the beginning of a line and opening ones off its end.
 */
const CSS = `
@page { size: A4; margin: 37mm 26mm 35mm 28mm; @bottom-center { content: "— " counter(page) " —"; font: 14pt "SimSun", "Songti SC", "STSong", "Noto Serif CJK SC", "Source Han Serif SC", serif; } }
:root { --song: "FZXiaoBiaoSong-B05S", "STZhongsong", "Songti SC", "SimSun", "Noto Serif CJK SC", "Source Han Serif SC", serif; --fang: "FangSong_GB2312", "FangSong", "STFangsong", "仿宋", "Noto Serif CJK SC", "Source Han Serif SC", serif; --kai: "KaiTi_GB2312", "KaiTi", "STKaiti", "Kaiti SC", "楷体", "Noto Serif CJK SC", serif; --hei: "SimHei", "STHeiti", "Heiti SC", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif; }
* { box-sizing: border-box; }
html { color: #000; background: #fff; font: 16pt/28.95pt var(--fang); }
body { margin: 0; }
main { line-break: strict; word-break: normal; overflow-wrap: anywhere; text-align: justify; hanging-punctuation: allow-end; text-autospace: normal; text-spacing-trim: trim-start; font-variant-east-asian: normal; font-kerning: normal; }
.organ { margin: 0 0 14pt; color: #c00; font: 700 26pt/34pt var(--song); letter-spacing: .08em; text-align: center; border-bottom: 2pt solid #c00; padding-bottom: 8pt; text-wrap: balance; }
h1 { margin: 10pt 0 6pt; font: 700 22pt/32pt var(--song); text-align: center; text-wrap: balance; break-after: avoid; }
.number { margin: 0 0 20pt; font: 14pt/24pt var(--fang); text-align: center; text-indent: 0; }
p { margin: 0; text-indent: 2em; orphans: 2; widows: 2; }
.to { text-indent: 0; text-align: left; }
h2 { margin: 0; font: 400 16pt/28.95pt var(--hei); text-indent: 2em; break-after: avoid; }
ol { margin: 0; padding: 0; list-style: none; counter-reset: item; }
li { text-indent: 2em; counter-increment: item; }
li::before { content: "（" counter(item, cjk-decimal) "）"; }
.quoted { font-family: var(--kai); }
.signed { position: relative; margin-top: 28.95pt; padding: 12pt 0 40pt; break-inside: avoid; break-before: avoid; }
.signed p { text-align: right; text-indent: 0; margin-right: 4em; }
.signed .seal { margin-right: 6em; color: #888; font-size: 12pt; line-height: 16pt; }
.attached { text-indent: 2em; }
footer { margin-top: 12pt; padding-top: 6pt; border-top: .5pt solid #000; font: 10.5pt/16pt var(--fang); break-inside: avoid; overflow-wrap: anywhere; }
footer p { text-indent: 0; text-align: left; }
.erasure { margin: 0 0 16pt; padding: 8pt 12pt; border: 1pt solid #c00; font: 12pt/20pt var(--hei); break-inside: avoid; }
.erasure p { text-indent: 0; }
@media screen { html { background: #e8e8e8; } body { padding: 10mm 0; } main { width: 210mm; min-height: 297mm; margin: 0 auto; padding: 37mm 26mm 35mm 28mm; background: #fff; box-shadow: 0 1mm 4mm rgb(0 0 0 / 25%); } }
@media screen and (max-width: 210mm) { body { padding: 0; } main { width: auto; min-height: 0; padding: 8vw; } }
`;

export const LAYOUT_1: PaperLayout = {
  css: CSS,
  html: `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{title}}</title>
<style>{{>css}}</style>
</head>
<body>
<main>
{{>notice}}{{>body}}</main>
</body>
</html>
`,
};

/** The head of a paper: who issues it, what it is, its number. */
export const HEAD_1 = `<p class="organ">{{unitName}}</p>
<h1>{{title}}</h1>
<p class="number">{{#docNo}}{{docNo}}{{/docNo}}{{^docNo}}编号：{{paperId}}{{/docNo}}</p>
`;

/** Whom it is addressed to. */
export const ADDRESSEE_1 = `<p class="to">{{recipient}}{{#toGuardian}}的监护人{{/toGuardian}}{{#namesIdentifier}}（{{identifierName}}：{{identifier}}）{{/namesIdentifier}}：</p>
`;

/** Who signs it, where the seal goes, and by what its holder can have it checked. */
export const FOOT_1 = `<div class="signed">
<p>{{unitName}}</p>
<p class="seal">（印章）</p>
<p>{{date}}</p>
</div>
<footer>
<p>文书编号：{{paperId}}</p>
<p>校验码：{{code}}</p>
</footer>
`;

/** 救济途径 (3.11), with the number of its section. */
export const remedies1 = (section: string): string => `{{#reconsideration}}<h2>${section}、救济途径</h2>
<p>{{you}}如不服本决定，可以自知道本决定之日起{{reconsideration}}内依法申请行政复议，也可以自知道或者应当知道本决定之日起{{litigation}}内依法向人民法院提起行政诉讼。不服行政复议决定的，可以自收到行政复议决定书之日起15日内向人民法院提起行政诉讼。</p>
<p>行政复议、行政诉讼期间，除法律另有规定外，本决定不停止执行。</p>
{{/reconsideration}}`;

/** Titles of laws and regulations, with number and article. */
export const LEGAL_BASIS_1 =
  '{{#legalBasis}}<li>《{{basisTitle}}》{{#basisNo}}（{{basisNo}}）{{/basisNo}}{{article}}。</li>\n{{/legalBasis}}';

/** Of an irreparable mark. */
export const IRREPARABLE_BASIS_1 =
  '{{#irreparableBasis}}《{{basisTitle}}》{{#basisNo}}（{{basisNo}}）{{/basisNo}}{{article}}{{/irreparableBasis}}';
