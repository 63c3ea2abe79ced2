-- Sites and hosts of the inventory, the trust in each host, challenges, verified evidence, reference manifests.

create table site (
    id   text collate "C" primary key,
    name text not null
);

create table host (
    id                    text collate "C" primary key,
    name                  text   not null,
    site                  text   not null,
    vendor                text   not null,
    model                 text   not null,
    hypervisor            text   not null,
    hypervisor_version    text   not null,
    labels                jsonb  not null,
    facts                 jsonb  not null,
    state                 text   not null
        check (state in ('DISCOVERED', 'ENROLLED', 'TRUSTED', 'UNTRUSTED', 'STALE', 'RETIRED')),
    retired_reason        text,
    ak_public             bytea,
    -- the result; all of it where the state is TRUSTED, UNTRUSTED or STALE, none of it elsewhere
    evidence_id           uuid,
    platform_status       text,
    platform_reason       text,
    platform_manifest     text,
    vmm_status            text,
    vmm_reason            text,
    vmm_manifest          text,
    configuration_status  text,
    configuration_reason  text,
    reference_digest      text,
    qualified_signer      bytea,
    tpm_clock             bigint,
    tpm_reset_count       bigint,
    tpm_restart_count     bigint,
    tpm_safe              boolean,
    tpm_firmware_version  bigint,
    attested_at           timestamptz,
    attested_until        timestamptz,
    assurance             text,
    -- number of the last event of attestation-service/host/<id>
    sequence              bigint not null,
    check ((state in ('TRUSTED', 'UNTRUSTED', 'STALE')) = (evidence_id is not null)),
    check ((state in ('DISCOVERED', 'RETIRED')) = (ak_public is null)),
    check ((state = 'RETIRED') = (retired_reason is not null))
);

create index host_site on host (site, id);
create index host_expiring on host (attested_until) where state = 'TRUSTED';
create index host_references on host (reference_digest) where state in ('TRUSTED', 'UNTRUSTED');

create table challenge (
    id          uuid primary key,
    host        text        not null,
    nonce       bytea       not null,
    pcr_mask    integer     not null,
    issued_at   timestamptz not null,
    expires_at  timestamptz not null,
    answered_at timestamptz
);

create index challenge_open on challenge (host, expires_at) where answered_at is null;
create index challenge_age on challenge (expires_at);

create table evidence (
    id           uuid primary key,
    host         text        not null,
    challenge_id uuid        not null unique,
    measured_at  timestamptz not null,
    received_at  timestamptz not null,
    quote        bytea       not null,
    signature    bytea       not null,
    event_log    bytea       not null,
    pcrs         jsonb       not null,
    facts        jsonb       not null
);

create index evidence_age on evidence (received_at);

create table reference_manifest (
    id              text collate "C" primary key,
    version         integer     not null,
    part            text        not null check (part in ('PLATFORM', 'VMM')),
    product         text        not null,
    product_version text        not null,
    measurements    jsonb       not null,
    published_at    timestamptz not null,
    retired_at      timestamptz,
    sequence        bigint      not null
);

-- Grows with every change of the manifests, so that a reader knows whether what it remembers is still true.
create table reference_generation (
    id         integer primary key check (id = 1),
    generation bigint not null
);

insert into reference_generation values (1, 0);

-- Numbers of streams that belong to no row of their own.
create table stream (
    name     text primary key,
    sequence bigint not null
);
