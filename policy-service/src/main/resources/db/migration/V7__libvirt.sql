-- At which host a decision let a machine in; null where it was put down to one that was seen afterwards.
alter table seen_decision add column host text;

-- Certificates that hosts were given for migrations, and the attestation that each rests on.
create table migration_certificate (
    id             uuid        primary key,
    host           text        not null,
    serial         text        not null unique,
    authority      text        not null,
    names          text[]      not null,
    key            text        not null,
    issued_at      timestamptz not null,
    not_before     timestamptz not null,
    not_after      timestamptz not null,
    attested_at    timestamptz not null,
    attested_until timestamptz not null,
    assurance      text        not null
);
create index migration_certificate_by_host on migration_certificate (host, id desc);
create index migration_certificate_by_time on migration_certificate (issued_at);
