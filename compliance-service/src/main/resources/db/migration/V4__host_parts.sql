-- Parts that a host is judged on where a reference manifest names it; no status where it is not.

alter table host_trust
    add column host_unique_status   text,
    add column host_unique_reason   text,
    add column host_unique_manifest text,
    add column asset_tag_status     text,
    add column asset_tag_reason     text,
    add column asset_tag_manifest   text;

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
       t.asset_tag_status, t.asset_tag_reason, t.asset_tag_manifest
  from host_inventory i
  full join host_trust t on t.host_id = i.host_id
  left join host_retirement r on r.host_id = coalesce(i.host_id, t.host_id)
 where r.host_id is null
    or (i.epoch, i.sequence, i.event_id) > (r.epoch, r.sequence, r.event_id);
