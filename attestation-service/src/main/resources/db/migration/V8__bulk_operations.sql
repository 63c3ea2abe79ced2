-- One command to many hosts, and what became of each.

create table bulk_operation (
    id             uuid primary key,
    kind           text        not null,
    selection      jsonb       not null,
    reason         text        not null,
    actor          text        not null,
    correlation_id text        not null,
    requested_at   timestamptz not null,
    started_at     timestamptz,
    ended_at       timestamptz,
    cancelled_by   text,
    total          integer     not null,
    done           integer     not null,
    failed         integer     not null,
    check (done + failed <= total),
    check (cancelled_by is null or ended_at is not null)
);

create index bulk_operation_open on bulk_operation (id) where ended_at is null;
create index bulk_operation_ended on bulk_operation (ended_at);

create table bulk_target (
    operation uuid not null references bulk_operation on delete cascade,
    host      text collate "C" not null,
    outcome   text not null default 'LEFT' check (outcome in ('LEFT', 'DONE', 'FAILED')),
    code      text,
    reason    text,
    at        timestamptz,
    primary key (operation, host),
    check ((outcome = 'LEFT') = (at is null)),
    check ((outcome = 'FAILED') = (code is not null and reason is not null))
);

create index bulk_target_left on bulk_target (operation, host) where outcome = 'LEFT';

-- The public area of the key that signed a quote, for those who check it themselves; null where it was not kept yet.
alter table evidence add column ak_public bytea;
create index evidence_host on evidence (host, id);
