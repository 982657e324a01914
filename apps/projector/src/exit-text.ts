import { labelOf } from '#libs/rules';

/** What is announced when an entry leaves: no name, no fact; the channel shows it where the entry stood. */
export function exitText(exitReason: string, effectiveOn: string): string {
  const reason = labelOf('ExitReason', exitReason);
  return (
    `名单退出公告：该主体自${effectiveOn}起退出名单，退出原因：${reason.zh}。有关联合奖惩措施同时停止。\n` +
    `Notice of exit: the subject left the list with effect from ${effectiveOn} (${reason.en}). Joint measures have stopped.`
  );
}

/** What is announced when an entry that had left already is found to have been wrong. */
export function voidText(annulledOn: string): string {
  return (
    `恢复信誉公告：此前公布的名单信息已于${annulledOn}查明认定有误，该条目的历史记录标注为无效。\n` +
    `Notice of restoration: the listing shown here was found wrong on ${annulledOn}; its history is void.`
  );
}
