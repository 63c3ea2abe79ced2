-- Several inventory sources at once, and evidence that a manager of hosts vouches for.

alter table host add column source text not null default 'file';
alter table host alter column source drop default;
-- who vouches for a result of assurance VOUCHED
alter table host add column vouched_by text;
-- a host that a manager vouches for has a result and no key
alter table host drop constraint host_check1;
alter table host add check (state not in ('DISCOVERED', 'RETIRED') or ak_public is null);
alter table host add check (state <> 'ENROLLED' or ak_public is not null);
alter table host add check ((assurance is not distinct from 'VOUCHED') = (vouched_by is not null));
alter table host add check (assurance is null or (assurance = 'VOUCHED') = (ak_public is null));
create index host_source on host (source, id);

alter table site add column source text collate "C" not null default 'file';
alter table site alter column source drop default;
alter table site drop constraint site_pkey;
alter table site add primary key (source, id);

alter table evidence alter column challenge_id drop not null;
alter table evidence alter column quote drop not null;
alter table evidence alter column signature drop not null;
alter table evidence alter column event_log drop not null;
alter table evidence add column vouched_by text;
alter table evidence add column events jsonb;
alter table evidence add check ((vouched_by is null)
    = (challenge_id is not null and quote is not null and signature is not null and event_log is not null));
alter table evidence add check ((vouched_by is null) = (events is null));

-- How each source did when it was asked last, for all replicas of the service.
create table inventory_source (
    id           text collate "C" primary key,
    -- no replica asks before this
    next_ask_at  timestamptz not null,
    succeeded_at timestamptz,
    failed_at    timestamptz,
    failure_code text,
    failure      text,
    remedy       text,
    hosts        integer     not null default 0,
    problems     jsonb       not null default '[]'
);
