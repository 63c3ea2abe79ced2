-- Credential activation: the authorities that endorse TPMs, enrolments that were begun, and the TPM behind a pinned key.

create table endorsement_root (
    id          uuid primary key,
    -- whose hosts it endorses; null for every host
    tenant      text,
    vendor      text        not null,
    certificate bytea       not null,
    added_at    timestamptz not null,
    retired_at  timestamptz
);

create unique index endorsement_root_in_force
    on endorsement_root (coalesce(tenant, ''), sha256(certificate)) where retired_at is null;

create table revocation_list (
    root     uuid    not null references endorsement_root,
    position integer not null,
    list     bytea   not null,
    primary key (root, position)
);

create table enrolment (
    id               uuid primary key,
    host             text        not null,
    ak_public        bytea       not null,
    ek_public        bytea       not null,
    ak_below_ek      boolean     not null,
    ek_certificate   jsonb,
    endorsement_root uuid references endorsement_root,
    secret_digest    bytea       not null,
    issued_at        timestamptz not null,
    expires_at       timestamptz not null,
    answered_at      timestamptz,
    check (endorsement_root is null or ek_certificate is not null)
);

create index enrolment_open on enrolment (host, expires_at) where answered_at is null;
create index enrolment_age on enrolment (expires_at);

-- Of the TPM that proved to hold the pinned key; all null where none did.
alter table host
    add column ek_public        bytea,
    add column ak_below_ek      boolean,
    add column ek_certificate   jsonb,
    add column endorsement_root uuid references endorsement_root,
    add check (ek_public is null or ak_public is not null),
    add check ((ek_public is null) = (ak_below_ek is null)),
    add check (ek_certificate is null or ek_public is not null),
    add check (endorsement_root is null or ek_certificate is not null);

-- A TPM speaks for one host.
create unique index host_endorsement_key on host (ek_public);
