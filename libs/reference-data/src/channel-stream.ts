import type { Channel } from '#libs/dossier';
import { RuleRefusal, sameContent } from '#libs/rules';

/* The stream `channel-{channelId}`: one place on which lists are shown. */

export interface RegisterChannel {
  readonly type: 'RegisterChannel';
  readonly channel: Channel;
}

export type ChannelEvent = { readonly type: 'ChannelRegistered'; readonly data: { readonly channel: Channel } };

export interface ChannelState {
  readonly channel?: Channel;
}

/** Folds one event. Accepts every past and leaves alone what it does not know. */
export function evolveChannel(state: ChannelState, event: ChannelEvent): ChannelState {
  return event.type === 'ChannelRegistered' ? { channel: event.data.channel } : state;
}

/**
 * What a command on a channel comes to; the same channel again comes to nothing.
 * @throws RuleRefusal when the id belongs to another channel, or a unit's portal names no unit that is registered
 */
export function decideChannel(
  { channel }: RegisterChannel,
  state: ChannelState,
  context: { readonly isUnit: (unitId: string) => boolean },
): readonly ChannelEvent[] {
  if (state.channel !== undefined) {
    if (sameContent(state.channel, channel)) return [];
    throw new RuleRefusal('CHANNEL_EXISTS', '3.12', '该渠道编号已被使用', 'The id belongs to another channel');
  }
  if (channel.name.trim() === '') {
    throw new RuleRefusal('CHANNEL_NAME_MISSING', '3.12', '渠道名称不得为空', 'A channel has a name');
  }
  if (channel.kind === 'UNIT_PORTAL' && channel.unitId === undefined) {
    throw new RuleRefusal('CHANNEL_UNIT_MISSING', '3.12', '单位门户须注明单位', "A unit's portal names the unit");
  }
  if (channel.unitId !== undefined && !context.isUnit(channel.unitId)) {
    throw new RuleRefusal('UNIT_UNKNOWN', '2', '单位未登记', 'The unit is not registered');
  }
  return [{ type: 'ChannelRegistered', data: { channel } }];
}
