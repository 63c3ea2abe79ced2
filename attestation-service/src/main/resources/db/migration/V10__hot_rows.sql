-- What every attestation changes touches no index, so that PostgreSQL rewrites rows within their page and leaves the indexes
-- alone (heap-only tuples); room for that is left in each page.

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
alter table challenge set (fillfactor = 80);
