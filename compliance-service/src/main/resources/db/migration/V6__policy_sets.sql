-- Which policies were in force from when to when, what decisions rest on, and moves that wait for a second person.
--
-- What was taken in before is told by the evidence log: the role admin has the views built anew from it.

create table policy_set_version (
    scope            text        not null,
    version          int         not null,
    tenant           text,
    previous_version int,
    rollback_of      int,
    digest           text        not null,
    note             text        not null,
    drafted_by       text        not null,
    drafted_at       timestamptz not null,
    approved_by      text        not null,
    approved_at      timestamptz not null,
    published_by     text        not null,
    key_id           text,
    policies         jsonb       not null,
    occurred_at      timestamptz not null,
    actor            text        not null,
    correlation_id   text        not null,
    topic            text        not null,
    partition        int         not null,
    record_offset    bigint      not null,
    epoch            bigint      not null,
    sequence         bigint      not null,
    event_id         uuid        not null,
    primary key (scope, version)
);

-- A version goes out of force when a later one of its scope comes into it.
create view policy_set_view as
select v.*,
       lead(v.occurred_at) over (partition by v.scope order by v.version) as superseded_at
  from policy_set_version v;

create table approval_request (
    approval_id      text        primary key,
    event_id         uuid        not null,
    decision_id      text        not null,
    tenant           text,
    workload_id      text        not null,
    destination_host text,
    requested_by     text        not null,
    rule             text        not null,
    requested_at     timestamptz not null,
    expires_at       timestamptz not null
);
create index approval_request_newest on approval_request (requested_at, approval_id);
create table approval_answer (
    approval_id text        primary key,
    event_id    uuid        not null,
    granted     boolean     not null,
    answered_by text        not null,
    answered_at timestamptz not null,
    comment     text        not null
);

create view approval_view as
select r.*, a.granted, a.answered_by, a.answered_at, a.comment
  from approval_request r
  left join approval_answer a on a.approval_id = r.approval_id;

alter table decision
    add column policy_sets jsonb not null default '[]',
    add column obligations jsonb not null default '[]';

create or replace view decision_view as
select d.decision_id, d.decided_at, d.tenant, d.effect, d.action, d.workload_id,
       coalesce(b.workload_name, p.workload_name)            as workload_name,
       d.source_host, d.destination_host,
       coalesce(b.migration_id, a.migration_id)              as migration_id,
       d.principal, b.rule, coalesce(b.reason, '')           as reason,
       d.determining, d.monitor_hits, d.trust, d.enforcement_point, d.policy_set_digest, d.correlation_id,
       d.topic, d.partition, d.record_offset, d.policy_sets, d.obligations
  from decision d
  left join migration_block b on b.decision_id = d.decision_id
  left join migration_approval a on a.decision_id = d.decision_id
  left join placement p on p.workload_id = d.workload_id;

-- As before, but a move whose last answer is that a second person must agree is not blocked: it is being validated until it
-- asks again, or says itself that it ended.
create or replace view migration_view as
select m.migration_id, first.requested_at, m.tenant, m.workload_id, m.workload_name, m.kind, m.test,
       case when waiting.approval      then 'Validating'
            when refused.all_of_them   then 'Blocked'
            else p.state end                                                as state,
       case when refused.all_of_them then coalesce(p.code, b.rule) else p.code end   as code,
       case when refused.all_of_them and (p.reason is null or p.code not like 'approval-%') then b.reason
            else p.reason end                                               as reason,
       m.source_site, m.source_host,
       coalesce(r.destination_site, m.destination_site)                     as destination_site,
       coalesce(r.destination_host, p.destination_host, m.destination_host) as destination_host,
       m.requested_by, m.origin, m.order_id, m.evacuation_id,
       greatest(p.occurred_at, b.occurred_at)                               as changed_at,
       coalesce(case when refused.all_of_them then b.decision_id end, q.decision_id, a.decision_id) as decision_id,
       r.downtime_millis, r.duration_millis, r.bytes_copied
  from migration_progress p
  cross join lateral (select * from migration_request where migration_request.migration_id = p.migration_id
                       order by epoch desc, sequence desc, event_id desc limit 1) m
  cross join lateral (select requested_at from migration_request where migration_request.migration_id = p.migration_id
                       order by epoch, sequence, event_id limit 1) first
  cross join lateral (select p.state in ('Requested', 'Failed', 'Cancelled')
                             and exists (select 1 from migration_block x where x.migration_id = p.migration_id)
                             and (select count(*) from migration_block x where x.migration_id = p.migration_id)
                                 >= (select count(*) from migration_request x where x.migration_id = p.migration_id)
                             as all_of_them) refused
  left join migration_result r on r.migration_id = p.migration_id
  left join lateral (select * from migration_block where migration_block.migration_id = p.migration_id
                      order by occurred_at desc, event_id desc limit 1) b on true
  cross join lateral (select refused.all_of_them and p.state = 'Requested' and b.effect = 'PENDING_APPROVAL'
                             as approval) waiting
  left join lateral (select * from migration_decision where migration_decision.migration_id = p.migration_id
                      order by event_id desc limit 1) q on true
  left join lateral (select * from migration_approval where migration_approval.migration_id = p.migration_id
                      order by occurred_at desc, event_id desc limit 1) a on true;
