-- Enrolments, reference manifests in all their versions, and what was said of a host one after the other.
--
-- What was taken in before is told by the evidence log: the role admin has the views built anew from it.

create table host_enrolment (
    host_id                   text        primary key,
    attestation_key           text        not null,
    scheme                    text        not null,
    binding                   text        not null,
    replaced_key              text,
    endorsement_key           text,
    tpm_manufacturer          text,
    tpm_model                 text,
    tpm_version               text,
    certificate_issuer        text,
    certificate_serial_number text,
    endorsement_root          text,
    endorsement_vendor        text,
    occurred_at               timestamptz not null,
    actor                     text        not null,
    correlation_id            text        not null,
    topic                     text        not null,
    partition                 int         not null,
    record_offset             bigint      not null,
    epoch                     bigint      not null,
    sequence                  bigint      not null,
    event_id                  uuid        not null
);
create index host_enrolment_newest on host_enrolment (occurred_at, host_id);
create table host_enrolment_withdrawal (
    host_id         text        primary key,
    attestation_key text        not null,
    reason          text        not null,
    occurred_at     timestamptz not null,
    actor           text        not null,
    correlation_id  text        not null,
    topic           text        not null,
    partition       int         not null,
    record_offset   bigint      not null,
    epoch           bigint      not null,
    sequence        bigint      not null,
    event_id        uuid        not null
);

create table manifest_version (
    manifest_id     text        not null,
    version         int         not null,
    part            text        not null,
    product         text        not null,
    product_version text        not null,
    applies_to      text        not null,
    provider        text,
    key_id          text,
    signed_at       timestamptz,
    measurements    jsonb       not null,
    occurred_at     timestamptz not null,
    actor           text        not null,
    correlation_id  text        not null,
    topic           text        not null,
    partition       int         not null,
    record_offset   bigint      not null,
    epoch           bigint      not null,
    sequence        bigint      not null,
    event_id        uuid        not null,
    primary key (manifest_id, version)
);
create index manifest_version_newest on manifest_version (occurred_at, manifest_id);
create table manifest_retirement (
    manifest_id    text        not null,
    version        int         not null,
    reason         text        not null,
    occurred_at    timestamptz not null,
    actor          text        not null,
    correlation_id text        not null,
    topic          text        not null,
    partition      int         not null,
    record_offset  bigint      not null,
    epoch          bigint      not null,
    sequence       bigint      not null,
    event_id       uuid        not null,
    primary key (manifest_id, version)
);

alter table host_trust
    add column platform_manifest_version      int,
    add column vmm_manifest_version           int,
    add column host_unique_manifest_version   int,
    add column asset_tag_manifest_version     int,
    add column configuration_manifest_version int;

-- What a host's page tells in the order of time. Written with every such event: nothing else is in it.
create index event_log_of_host on event_log (source, occurred_at, event_id)
    where type in ('TrustChanged', 'EvidenceRejected', 'HostEnrolled', 'EnrolmentWithdrawn');

create or replace view host_view as
select coalesce(i.host_id, t.host_id)                        as host_id,
       coalesce(i.name, t.host_name)                         as name,
       coalesce(i.site, t.site)                              as site,
       coalesce(i.vendor, '')                                as vendor,
       coalesce(i.model, '')                                 as model,
       coalesce(i.hypervisor, '')                            as hypervisor,
       coalesce(i.hypervisor_version, '')                    as hypervisor_version,
       t.platform_status, t.platform_reason, t.platform_manifest,
       t.vmm_status, t.vmm_reason, t.vmm_manifest,
       t.configuration_status, t.configuration_reason, t.configuration_manifest,
       t.overall, t.reason, t.attested_at, t.attested_until, t.assurance, t.evidence_id, t.reference_digest,
       t.topic, t.partition, t.record_offset,
       t.host_unique_status, t.host_unique_reason, t.host_unique_manifest,
       t.asset_tag_status, t.asset_tag_reason, t.asset_tag_manifest,
       t.platform_manifest_version, t.vmm_manifest_version, t.host_unique_manifest_version,
       t.asset_tag_manifest_version, t.configuration_manifest_version
  from host_inventory i
  full join host_trust t on t.host_id = i.host_id
  left join host_retirement r on r.host_id = coalesce(i.host_id, t.host_id)
 where r.host_id is null
    or (i.epoch, i.sequence, i.event_id) > (r.epoch, r.sequence, r.event_id);

-- The newest enrolment of each host. Who vouches for the key, or that it no longer counts, is its state.
create view enrolment_view as
select e.host_id, coalesce(i.name, e.host_id) as name, i.site,
       case when w.host_id is not null            then 'WITHDRAWN'
            when e.endorsement_root is not null   then 'ENDORSED'
            when e.binding = 'CREDENTIAL_ACTIVATION' then 'PROVED'
            else 'PINNED' end as state,
       e.attestation_key, e.scheme, e.replaced_key, e.endorsement_key, e.tpm_manufacturer, e.tpm_model, e.tpm_version,
       e.certificate_issuer, e.certificate_serial_number, e.endorsement_root, e.endorsement_vendor,
       e.occurred_at, e.actor, e.topic, e.partition, e.record_offset,
       w.occurred_at as withdrawn_at, w.actor as withdrawn_by, w.reason as withdrawn_reason
  from host_enrolment e
  left join host_inventory i on i.host_id = e.host_id
  left join host_enrolment_withdrawal w
         on w.host_id = e.host_id and (w.epoch, w.sequence, w.event_id) > (e.epoch, e.sequence, e.event_id);

-- A newer version takes the place of an older one without a word about it.
create view manifest_view as
select m.manifest_id, m.version, m.part, m.product, m.product_version, m.applies_to, m.provider, m.key_id, m.signed_at,
       m.measurements, m.occurred_at, m.actor, m.topic, m.partition, m.record_offset,
       case when r.manifest_id is not null then 'RETIRED'
            when n.newest > m.version      then 'SUPERSEDED'
            else 'IN_FORCE' end as state,
       n.newest = m.version as newest,
       r.occurred_at as retired_at, r.actor as retired_by, r.reason as retired_reason
  from manifest_version m
  join (select manifest_id, max(version) as newest from manifest_version group by manifest_id) n
    on n.manifest_id = m.manifest_id
  left join manifest_retirement r
         on r.manifest_id = m.manifest_id and r.version = m.version
        and (r.epoch, r.sequence, r.event_id) > (m.epoch, m.sequence, m.event_id);
