import { Body } from '@nestjs/common';
import type { Role } from '#libs/access';
import { Call, CommandCall } from '../http/call.js';
import { CommandController, PlainCommandRoute } from '../http/command-route.js';
import { codesOf, ENDPOINT_PROBLEMS, WEBHOOK_PROBLEMS } from '../http/rule-problems.js';
import { ReferenceAnswerDto } from '../reference/reference-desk.js';
import { ExchangeDesk } from './exchange-desk.js';
import { RegisterWebhookDto, WebhookEndpointDto, WebhookReplayDto, WebhookSecretAnswerDto } from './exchange-dtos.js';

/** They run the exchange; a unit's own officials ask them (2). */
const KEEPERS: readonly Role[] = ['PLATFORM_OPERATOR', 'JOINT_CONFERENCE_OFFICE'];
const PATH = '/webhooks/{webhookId}';
const ON_WEBHOOK = { clause: '3.12', roles: KEEPERS, problems: codesOf(WEBHOOK_PROBLEMS) } as const;
const ENDPOINT = codesOf(ENDPOINT_PROBLEMS);

/** Webhooks: where changes of lists are delivered (spec 3.12, 5.2). */
@CommandController('exchange')
export class WebhooksController {
  constructor(private readonly desk: ExchangeDesk) {}

  @PlainCommandRoute('RegisterWebhook', 'POST', '/webhooks', WebhookSecretAnswerDto, {
    zh: '登记推送订阅，答复含签名密钥',
    en: 'Register a webhook; its secret is in the answer',
    clause: '3.12, 5.2',
    roles: KEEPERS,
    problems: [...ENDPOINT, 'UNIT_UNKNOWN'],
  })
  register(@Call() call: CommandCall, @Body() body: RegisterWebhookDto) {
    return this.desk.register(call, body);
  }

  @PlainCommandRoute('ChangeWebhookEndpoint', 'POST', `${PATH}/endpoint`, ReferenceAnswerDto, {
    zh: '变更接收地址',
    en: 'Deliver to another address',
    ...ON_WEBHOOK,
    problems: [...ON_WEBHOOK.problems, ...ENDPOINT],
  })
  endpoint(@Call() call: CommandCall, @Body() { url }: WebhookEndpointDto) {
    const command = { type: 'ChangeWebhookEndpoint', url: this.desk.endpoint(url) } as const;
    return this.desk.issue(call, call.param('webhookId'), command);
  }

  @PlainCommandRoute('RotateWebhookSecret', 'POST', `${PATH}/secrets`, WebhookSecretAnswerDto, {
    zh: '更换签名密钥，旧密钥继续有效 24 小时',
    en: 'Give a new secret; the former one stays good for 24 hours',
    ...ON_WEBHOOK,
    noBody: true,
  })
  rotate(@Call() call: CommandCall) {
    return this.desk.rotate(call);
  }

  @PlainCommandRoute('PauseWebhook', 'POST', `${PATH}/pause`, ReferenceAnswerDto, {
    zh: '暂停推送，变动留待恢复后推送',
    en: 'Pause deliveries; what changes meanwhile is kept',
    ...ON_WEBHOOK,
    noBody: true,
  })
  pause(@Call() call: CommandCall) {
    return this.desk.issue(call, call.param('webhookId'), { type: 'PauseWebhook' });
  }

  @PlainCommandRoute('ResumeWebhook', 'POST', `${PATH}/resumption`, ReferenceAnswerDto, {
    zh: '恢复推送',
    en: 'Resume deliveries',
    ...ON_WEBHOOK,
    noBody: true,
  })
  resume(@Call() call: CommandCall) {
    return this.desk.issue(call, call.param('webhookId'), { type: 'ResumeWebhook' });
  }

  @PlainCommandRoute('OrderWebhookReplay', 'POST', `${PATH}/replays`, ReferenceAnswerDto, {
    zh: '重发：死信，或自某处起的全部变动',
    en: 'Deliver again: dead letters, or everything after a place',
    ...ON_WEBHOOK,
    problems: [...ON_WEBHOOK.problems, 'WEBHOOK_REPLAY_PLACE', 'CURSOR_INVALID'],
  })
  replay(@Call() call: CommandCall, @Body() { scope, cursor }: WebhookReplayDto) {
    const place = cursor === undefined ? {} : { place: this.desk.place(cursor) };
    return this.desk.issue(call, call.param('webhookId'), { type: 'OrderWebhookReplay', scope, ...place });
  }

  @PlainCommandRoute('RemoveWebhook', 'POST', `${PATH}/removal`, ReferenceAnswerDto, {
    zh: '撤销推送订阅并销毁密钥',
    en: 'Remove a webhook and destroy its secrets',
    ...ON_WEBHOOK,
    noBody: true,
  })
  remove(@Call() call: CommandCall) {
    return this.desk.issue(call, call.param('webhookId'), { type: 'RemoveWebhook' });
  }
}
