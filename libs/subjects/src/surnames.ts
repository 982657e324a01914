/** Compound surnames (复姓) in use, of which a mask keeps both characters. */
export const COMPOUND_SURNAMES: ReadonlySet<string> = new Set(
  (
    '欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 ' +
    '公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 令狐 百里 呼延 东郭 南门 羊舌 微生 梁丘 左丘 西门 拓跋 纳兰 轩辕 ' +
    '第五 东门 公良 漆雕 壤驷 乐正 巫马 段干 谷梁 淳于 单于 完颜 耶律 欧陽 司馬 東方 諸葛 鍾離 長孫 鮮于 東郭 濮陽'
  ).split(' '),
);
