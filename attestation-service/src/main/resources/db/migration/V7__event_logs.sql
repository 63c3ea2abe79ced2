-- Each event log once, by its digest: a host sends the same one with every answer until it boots again, and so do its twins.

create table event_log (
    digest  bytea primary key,
    log     bytea       not null,
    -- when evidence with it came last, to the day
    seen_at timestamptz not null
);

create index event_log_age on event_log (seen_at);

with known as (
    select sha256(event_log) as digest, (array_agg(id))[1] as id, max(received_at) as seen_at
      from evidence
     where event_log is not null
     group by 1)
insert into event_log
select known.digest, evidence.event_log, known.seen_at
  from known join evidence using (id);

-- No foreign key: it would lock the one row of a log that a whole fleet shares with every answer. Logs are forgotten long
-- after the last evidence with them came, and never while evidence has them.
alter table evidence add column event_log_digest bytea;
update evidence set event_log_digest = sha256(event_log) where event_log is not null;
-- takes the check with it that names the column
alter table evidence drop column event_log;
alter table evidence add check ((vouched_by is null)
    = (challenge_id is not null and quote is not null and signature is not null and event_log_digest is not null));

create index evidence_event_log on evidence (event_log_digest);
