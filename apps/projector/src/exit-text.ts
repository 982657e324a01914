import { labelOf } from '#libs/rules';

/** What is announced when an entry leaves: no name, no fact; the channel shows it where the entry stood. */
export function exitText(exitReason: string, effectiveOn: string): string {
  const reason = labelOf('ExitReason', exitReason);
  return (
    `名单退出公告：该主体自${effectiveOn}起退出名单，退出原因：${reason.zh}。有关联合奖惩措施同时停止。\n` +
    `Notice of exit: the subject left the list with effect from ${effectiveOn} (${reason.en}). Joint measures have stopped.`
  );
}
