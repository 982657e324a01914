/* Path parameters as OpenAPI describes them. */

const uuid = { type: 'string', format: 'uuid', example: '7d4a3f5e-52c0-4a56-9a6f-3a1f0f3c2b10' } as const;
const code = { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9._:@-]{0,99}$' } as const;
const parameter = (name: string, description: string, schema: object = uuid) => ({ name, description, schema });

/** By name. */
const PARAMETERS: Readonly<Record<string, { name: string; description: string; schema: object }>> = Object.fromEntries(
  [
    parameter('subjectId', '主体编号 · subject'),
    parameter('entryId', '条目编号 · entry'),
    parameter('agentRef', '代理人编号 · agent'),
    parameter('proposalId', '拟办编号 · proposal'),
    parameter('unitId', '单位编号 · unit', { ...code, example: 'unit-a' }),
    parameter('purposeCode', '查询事项代码 · query matter', { ...code, example: 'BID_REVIEW' }),
    parameter('statementId', '陈述申辩编号 · statement'),
    parameter('objectionId', '异议编号 · objection'),
    parameter('verificationId', '核实编号 · verification'),
    parameter('caseId', '异议或核实编号 · objection or verification'),
    parameter('reviewId', '复核编号 · review'),
    parameter('repairId', '修复申请编号 · application for repair'),
    parameter('remedyId', '复议或诉讼编号 · remedy'),
    parameter('complaintId', '投诉编号 · complaint'),
    parameter('reportId', '举报编号 · report'),
    parameter('dutyId', '归档义务编号 · archive duty'),
    parameter('webhookId', '推送订阅编号 · webhook'),
    parameter('grantId', '批准申请编号 · grant'),
    parameter('queryId', '登记编号 · number in the look-up register'),
    parameter('listId', '外部名单编号 · list of somebody else'),
    parameter('deliveryId', '批次编号 · delivery of a list'),
    parameter('externalEntryId', '外部名单条目编号 · entry of a list of somebody else'),
    parameter('forwardingId', '转送编号 · objection that was forwarded'),
    parameter('pushId', '措施记录编号 · record of a measure'),
    parameter('instructionId', '指令编号 · instruction'),
    parameter('violationId', '违规编号 · violation'),
    parameter('measureListId', '措施清单编号 · measure list', { ...code, example: 'CITY-PUNISHMENTS' }),
    parameter('channelId', '渠道编号 · channel', { ...code, example: 'unit-a-portal' }),
    parameter('maskProfileId', '脱敏方案编号 · mask profile', { ...code, example: 'SPEC-6.4' }),
    parameter('publicationId', '公示或发布编号 · publicity or publication'),
    parameter('inquiryId', '调查编号 · inquiry'),
    parameter('standardId', '认定标准编号 · standard', { ...code, example: 'BLK-1' }),
    parameter('rulePackId', '规则包编号 · rule pack', { ...code, example: 'CITY-A' }),
    parameter('region', '地区代码 · region', { ...code, example: 'CN' }),
    parameter('sourceId', '比对来源编号 · source', { ...code, example: 'national' }),
  ].map((described) => [described.name, described]),
);

/** The parameter of a path, as it is described there. */
export function parameterOf(path: string, name: string): { name: string; description: string; schema: object } {
  const known = PARAMETERS[name];
  if (known === undefined) throw new Error(`the path parameter ${name} is not described`);
  if (name !== 'entryId' || !path.includes('{proposalId}')) return known;
  return {
    name,
    description:
      '条目编号；关于主体本身的拟办为 `record` · entry, or `record` for a proposal about the subject as such',
    schema: { anyOf: [uuid, { type: 'string', const: 'record' }], example: uuid.example },
  };
}
