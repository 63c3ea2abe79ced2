-- What every attestation changes touches no index, so that PostgreSQL rewrites rows within their page and leaves the indexes
-- alone (heap-only tuples); room for that is left in each page. What only grows in the order of time is found by BRIN.

-- When it is looked whether a result has expired: never after attested_until, and often before. It moves on only when it has
-- come, not with each renewal.
alter table host add column stale_look_at timestamptz not null default 'epoch';
drop index host_expiring;
create index host_stale on host (stale_look_at) where state = 'TRUSTED';
alter table host set (fillfactor = 80);
alter table attestation_result set (fillfactor = 70);

-- Counting who is overdue reads this small table every few seconds; an index on it cost more than that with each attestation.
drop index attestation_turn_due;
alter table attestation_turn set (fillfactor = 70);

-- Answered or not, a challenge stays where it is in the index.
drop index challenge_open;
create index challenge_host on challenge (host, expires_at);
drop index challenge_age;
create index challenge_age on challenge using brin (expires_at) with (autosummarize = on);
alter table challenge set (fillfactor = 80);

drop index evidence_age;
create index evidence_age on evidence using brin (received_at) with (autosummarize = on);
