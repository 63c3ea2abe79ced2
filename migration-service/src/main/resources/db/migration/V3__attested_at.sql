-- When a host last attested, so that a migration can tell that it did so again. Null until the next result is heard.
alter table host_trust add column attested_at timestamptz;
