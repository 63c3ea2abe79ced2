-- Manifests in all their versions, for the hosts that they name, signed; parts that only some hosts are judged on.

alter table reference_manifest
    add column applies_to     jsonb  not null default '{"hosts": [], "labels": {}}',
    add column tag            jsonb,
    add column provider       text,
    add column key_id         text,
    add column signed_at      timestamptz,
    add column jws            text,
    add column retired_reason text,
    add column generation     bigint not null default 0,
    drop constraint reference_manifest_part_check,
    add check (part in ('PLATFORM', 'VMM', 'HOST_UNIQUE', 'ASSET_TAG')),
    drop constraint reference_manifest_pkey,
    add primary key (id, version);

update reference_manifest set retired_reason = 'Retired before reasons were kept.' where retired_at is not null;

alter table reference_manifest
    alter column applies_to drop default,
    alter column generation drop default,
    add check ((part = 'ASSET_TAG') = (tag is not null)),
    add check ((retired_at is null) = (retired_reason is null)),
    add check (num_nulls(provider, key_id, signed_at, jws) in (0, 4));

create unique index reference_manifest_in_force on reference_manifest (id) where retired_at is null;
create index reference_manifest_changed on reference_manifest (generation);

create table reference_provider (
    id          text collate "C" primary key,
    name        text  not null,
    public_keys jsonb not null
);

-- A part that a host is not judged on has no status.
alter table host
    add column platform_version     integer,
    add column vmm_version          integer,
    add column host_unique_status   text,
    add column host_unique_reason   text,
    add column host_unique_manifest text,
    add column host_unique_version  integer,
    add column asset_tag_status     text,
    add column asset_tag_reason     text,
    add column asset_tag_manifest   text,
    add column asset_tag_version    integer;

update host
   set platform_version = (select version from reference_manifest m where m.id = platform_manifest),
       vmm_version      = (select version from reference_manifest m where m.id = vmm_manifest)
 where evidence_id is not null;

create index host_platform on host (platform_manifest, id) where platform_status = 'TRUSTED';
create index host_vmm on host (vmm_manifest, id) where vmm_status = 'TRUSTED';
create index host_host_unique on host (host_unique_manifest, id) where host_unique_status = 'TRUSTED';
create index host_asset_tag on host (asset_tag_manifest, id) where asset_tag_status = 'TRUSTED';
