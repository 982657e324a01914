import { currentLists } from '#projections';
import { createIndexesSql, createTableSql } from '#libs/read-store';

/** Tables of the limit stand beside the live ones, as those of a rebuild do. */
const SET = 'next';

const [entries, subjects, folds] = currentLists.tables.map(({ name }) => `read.${name}__next`);

/**
 * What SQL alone needs to fill the tables of `current-lists` from the log: the fields that the read model shows, taken out
 * of the JSON by the server, and one row a subject and an entry. It says less than the read model, which decides by the
 * rules what an entry shows; it is what a rebuild is measured against, and no read model. Run the statements in order.
 */
export const CURRENT_LISTS_LIMIT: readonly string[] = [
  ...currentLists.tables.map(({ name }) => `drop table if exists read.${name}__next`),
  ...currentLists.tables.map((table) => createTableSql(table, SET).replace(/, constraint .*\)$/, ')')),
  `with log as materialized (
     select stream_id, revision, event_type, data::jsonb as data, metadata->>'recordedAt' as recorded_at,
            data->>'entryId' as entry_id
     from event_log.events where starts_with(stream_id, 'dossier-')
   ), shown as (
     select stream_id, entry_id, count(*) as events, max(revision) as revision, max(recorded_at) as changed_at,
            (array_agg(data) filter (where event_type = 'InitialEntryGenerated'))[1] as generated,
            (array_agg(data order by revision desc) filter (where event_type = 'EntryRecognized'))[1] as recognized,
            (array_agg(data order by revision desc) filter (where event_type = 'EntryPublished'))[1] as published,
            (array_agg(data order by revision desc) filter (where event_type = 'EntryExited'))[1] as exited,
            max(data->>'dueOn') filter (where event_type = 'DeadlineSet' and data->>'deadlineId' like 'retention.%') as hidden,
            count(*) filter (where event_type = 'DisputeMarkApplied')
              - count(*) filter (where event_type = 'DisputeMarkCleared') as marks
     from log where entry_id is not null and entry_id <> 'record' group by stream_id, entry_id
   ), entry_rows as (
     insert into ${entries}
     select entry_id, substr(stream_id, 9), generated->>'listKind', generated->>'unitId', generated->>'standardId',
            (generated->>'standardVersion')::integer, generated->>'origin',
            case when exited is not null then 'EXITED' when recognized is not null then 'ACTIVE' else 'DRAFT' end,
            (generated->>'generatedOn')::date,
            coalesce(recognized->>'decidedOn', generated->>'generatedOn')::date,
            recognized->>'decisionNo', (recognized->>'decidedOn')::date,
            (recognized#>>'{terms,validFrom}')::date, (recognized#>>'{terms,validTo}')::date,
            coalesce(recognized#>>'{terms,grade}', generated->>'grade'),
            case when recognized is null then 'NOT_TRIGGERED' else 'IN_FORCE' end,
            coalesce(recognized->'measureItems', '[]'), '[]', marks,
            case when published is null then 'NOT_PUBLIC' else 'PUBLISHED' end,
            coalesce(published->'channels', '[]'), (published->>'publishedOn')::date,
            (published->>'publishUntil')::date, 'NOT_REPORTED', (recognized#>>'{terms,repairable}')::boolean,
            (recognized#>>'{terms,earliestRepairOn}')::date, 'NONE', recognized->>'mode',
            coalesce((recognized->>'backdated')::boolean, false), coalesce((generated->>'basisInsufficient')::boolean, false),
            false, coalesce((generated->>'minor')::boolean, false), hidden::date + 1, exited->>'exitReason',
            (exited->>'effectiveOn')::date, exited->>'causedByEntryId', generated->>'formerBlackEntryId', events, revision,
            jsonb_build_object('basis', generated->'basis', 'facts', generated->'facts', 'evidence', generated->'evidence',
              'terms', recognized->'terms', 'rulePackId', recognized->'rulePackId', 'reasons', recognized->'reasons',
              'legalBasis', recognized->'legalBasis', 'remedyInfo', recognized->'remedyInfo',
              'receipt', recognized->'receipt', 'publications', published, 'exit', exited),
            changed_at::timestamptz,
            json_build_object('name', substr(stream_id, 9), 'entryId', entry_id, 'listKind', generated->'listKind',
              'unitId', generated->'unitId', 'standardId', generated->'standardId', 'listedOn', recognized->'decidedOn',
              'decisionNo', recognized->'decisionNo', 'validFrom', recognized#>'{terms,validFrom}',
              'validTo', recognized#>'{terms,validTo}', 'grade', recognized#>'{terms,grade}', 'measureState', 'IN_FORCE',
              'measureItems', recognized->'measureItems', 'publishedChannels', published->'channels',
              'repairable', recognized#>'{terms,repairable}', 'earliestRepairOn', recognized#>'{terms,earliestRepairOn}',
              'exitReason', exited->'exitReason', 'origin', generated->'origin', 'entryRevision', events,
              'disputed', marks > 0)::text
     from shown where generated is not null
   ), subject_rows as (
     insert into ${subjects}
     select substr(stream_id, 9), registered->>'subjectType', registered->>'identifierKind',
            coalesce(registered->'name', 'null'), coalesce(registered->'identifier', 'null'),
            case when jsonb_typeof(registered->'name') = 'string' then registered->>'name' end, null, '[]', revision
     from (select stream_id, max(revision) as revision,
                  (array_agg(data) filter (where event_type = 'SubjectRegistered'))[1] as registered
           from log group by stream_id) as known
     where registered is not null
   )
   insert into ${folds}
   select substr(stream_id, 9), max(revision), json_agg(data order by revision) filter
            (where event_type not in ('DecisionProposed', 'CrossCheckPerformed') and event_type not like 'Deadline%')
   from log group by stream_id`,
  ...currentLists.tables.map(
    ({ name, primaryKey }) => `alter table read.${name}__next add primary key (${primaryKey.join(', ')})`,
  ),
  ...currentLists.tables.flatMap((table) => createIndexesSql(table, SET)),
  ...currentLists.tables.map(({ name }) => `analyze read.${name}__next`),
];
