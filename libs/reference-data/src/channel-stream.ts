import type { Channel } from '#libs/dossier';
import { isLegalDate, RuleRefusal, sameContent, type LegalDate, type MaskProfileEventMap } from '#libs/rules';

/* The stream `channel-{channelId}`: one place on which lists are shown (spec 3.12). */

export interface RegisterChannel {
  readonly type: 'RegisterChannel';
  readonly channel: Channel;
}

/** What may change of a channel; a place of another kind or unit is another channel. */
export interface ChangeChannel {
  readonly type: 'ChangeChannel';
  readonly channelId: string;
  readonly content: Pick<Channel, 'name' | 'mode'> & { readonly legalSource?: string };
}

/** Nothing new is shown there from a day on; what it shows is still announced and taken down there. */
export interface CloseChannel {
  readonly type: 'CloseChannel';
  readonly channelId: string;
  /** First day without the channel. Default: today. */
  readonly closedOn?: LegalDate;
  /** Document that closed it. */
  readonly basis: string;
}

export type ChannelCommand = RegisterChannel | ChangeChannel | CloseChannel;

/** The stored formats: what stands here is in logs for ever. */
export interface ChannelEventMap {
  ChannelRegistered: { channel: Channel };
  ChannelChanged: { channelId: string; content: Pick<Channel, 'name' | 'mode'> & { legalSource: string } };
  ChannelClosed: { channelId: string; closedOn: LegalDate; basis: string };
}
/** Stored formats of everything that says where and how entries are shown. */
export interface ShowingEventMap extends ChannelEventMap, MaskProfileEventMap {}
export type ChannelEvent = {
  [T in keyof ChannelEventMap]: { readonly type: T; readonly data: ChannelEventMap[T] };
}[keyof ChannelEventMap];

export interface ChannelState {
  readonly channel?: Channel;
}

export interface ChannelContext {
  readonly today: LegalDate;
  readonly isUnit: (unitId: string) => boolean;
}

/** What each kind of channel rests on where nothing else is named (spec 3.12). */
const LEGAL_SOURCES: Readonly<Partial<Record<Channel['kind'], string>>> = {
  UNIT_PORTAL: 'S1 三',
  CREDIT_PORTAL: 'S1 三',
  ENTERPRISE_PUBLICITY: 'S1 十九',
  GOVERNMENT_PORTAL: 'S1 十九',
  MEDIA: 'S2(十一)',
};

/** Folds one event. Accepts every past and leaves alone what it does not know. */
export function evolveChannel(state: ChannelState, event: ChannelEvent): ChannelState {
  const { channel } = state;
  switch (event.type) {
    case 'ChannelRegistered':
      return { channel: event.data.channel };
    case 'ChannelChanged':
      return channel === undefined ? state : { channel: { ...channel, ...event.data.content } };
    case 'ChannelClosed':
      return channel === undefined ? state : { channel: { ...channel, closedOn: event.data.closedOn } };
  }
  return state;
}

/**
 * What a command on a channel comes to; what is so already comes to nothing.
 * @throws RuleRefusal
 */
export function decideChannel(
  command: ChannelCommand,
  state: ChannelState,
  context: ChannelContext,
): readonly ChannelEvent[] {
  switch (command.type) {
    case 'RegisterChannel':
      return register(command, state, context);
    case 'ChangeChannel':
      return change(command, state);
    case 'CloseChannel':
      return close(command, state, context);
  }
}

function register(
  { channel: given }: RegisterChannel,
  state: ChannelState,
  { isUnit }: ChannelContext,
): readonly ChannelEvent[] {
  const channel = { ...given, legalSource: sourceOf(given.kind, given.legalSource) };
  if (state.channel !== undefined) {
    if (sameContent({ legalSource: channel.legalSource, ...state.channel }, channel)) return [];
    throw new RuleRefusal('CHANNEL_EXISTS', '3.12', '该渠道编号已被使用', 'The id belongs to another channel');
  }
  demandName(channel.name);
  if (channel.kind === 'UNIT_PORTAL' && channel.unitId === undefined) {
    throw new RuleRefusal('CHANNEL_UNIT_MISSING', '3.12', '单位门户须注明单位', "A unit's portal names the unit");
  }
  if (channel.unitId !== undefined && !isUnit(channel.unitId)) {
    throw new RuleRefusal('UNIT_UNKNOWN', '2', '单位未登记', 'The unit is not registered');
  }
  return [{ type: 'ChannelRegistered', data: { channel } }];
}

function change({ content }: ChangeChannel, state: ChannelState): readonly ChannelEvent[] {
  const channel = existing(state);
  demandOpen(channel);
  demandName(content.name);
  const { channelId, kind } = channel;
  const legalSource = sourceOf(kind, content.legalSource ?? channel.legalSource);
  const changed = { name: content.name, mode: content.mode, legalSource };
  if (sameContent({ ...channel, ...changed }, channel)) return [];
  return [{ type: 'ChannelChanged', data: { channelId, content: changed } }];
}

function close(
  { closedOn, basis }: CloseChannel,
  state: ChannelState,
  { today }: ChannelContext,
): readonly ChannelEvent[] {
  const channel = existing(state);
  const on = closedOn ?? today;
  if (channel.closedOn === on) return [];
  demandOpen(channel);
  if (!isLegalDate(on) || on < today) {
    throw new RuleRefusal(
      'CHANNEL_CLOSED_BEFORE',
      '3.12',
      '渠道关闭日不得早于今日',
      'A channel closes today or later: what was shown there was shown',
    );
  }
  return [{ type: 'ChannelClosed', data: { channelId: channel.channelId, closedOn: on, basis } }];
}

function existing({ channel }: ChannelState): Channel {
  if (channel !== undefined) return channel;
  throw new RuleRefusal('CHANNEL_NOT_REGISTERED', '3.12', '渠道未登记', 'There is no such channel');
}

function demandOpen({ closedOn }: Channel): void {
  if (closedOn === undefined) return;
  throw new RuleRefusal('CHANNEL_IS_CLOSED', '3.12', '渠道已关闭', 'The channel is closed');
}

function demandName(name: string): void {
  if (name.trim() !== '') return;
  throw new RuleRefusal('CHANNEL_NAME_MISSING', '3.12', '渠道名称不得为空', 'A channel has a name');
}

function sourceOf(kind: Channel['kind'], given: string | undefined): string {
  const source = given ?? LEGAL_SOURCES[kind];
  if (source !== undefined) return source;
  throw new RuleRefusal('CHANNEL_SOURCE_MISSING', '3.12', '须注明渠道的法律来源', 'Name what the channel rests on');
}
