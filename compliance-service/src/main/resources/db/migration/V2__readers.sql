-- What readers see: the facts joined. A digest of a view is taken over these.

create view host_view as
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
       t.topic, t.partition, t.record_offset
  from host_inventory i
  full join host_trust t on t.host_id = i.host_id
  left join host_retirement r on r.host_id = coalesce(i.host_id, t.host_id)
 where r.host_id is null
    or (i.epoch, i.sequence, i.event_id) > (r.epoch, r.sequence, r.event_id);

create view decision_view as
select d.decision_id, d.decided_at, d.tenant, d.effect, d.action, d.workload_id,
       coalesce(b.workload_name, p.workload_name)            as workload_name,
       d.source_host, d.destination_host,
       coalesce(b.migration_id, a.migration_id)              as migration_id,
       d.principal, b.rule, coalesce(b.reason, '')           as reason,
       d.determining, d.monitor_hits, d.trust, d.enforcement_point, d.policy_set_digest, d.correlation_id,
       d.topic, d.partition, d.record_offset
  from decision d
  left join migration_block b on b.decision_id = d.decision_id
  left join migration_approval a on a.decision_id = d.decision_id
  left join placement p on p.workload_id = d.workload_id;

-- A migration is Blocked where every request of it was refused and nothing but its end followed.
create view migration_view as
select m.migration_id, first.requested_at, m.tenant, m.workload_id, m.workload_name, m.kind, m.test,
       case when refused.all_of_them then 'Blocked' else p.state end        as state,
       case when refused.all_of_them then coalesce(p.code, b.rule) else p.code end   as code,
       case when refused.all_of_them then b.reason else p.reason end        as reason,
       m.source_site, m.source_host,
       coalesce(r.destination_site, m.destination_site)                     as destination_site,
       coalesce(r.destination_host, p.destination_host, m.destination_host) as destination_host,
       m.requested_by, m.origin, m.order_id, m.evacuation_id,
       greatest(p.occurred_at, b.occurred_at)                               as changed_at,
       coalesce(case when refused.all_of_them then b.decision_id end, q.decision_id, a.decision_id) as decision_id,
       r.downtime_millis, r.duration_millis, r.bytes_copied
  from migration_progress p
  cross join lateral (select * from migration_request where migration_request.migration_id = p.migration_id
                       order by epoch desc, sequence desc, event_id desc limit 1) m
  cross join lateral (select requested_at from migration_request where migration_request.migration_id = p.migration_id
                       order by epoch, sequence, event_id limit 1) first
  cross join lateral (select p.state in ('Requested', 'Failed', 'Cancelled')
                             and exists (select 1 from migration_block x where x.migration_id = p.migration_id)
                             and (select count(*) from migration_block x where x.migration_id = p.migration_id)
                                 >= (select count(*) from migration_request x where x.migration_id = p.migration_id)
                             as all_of_them) refused
  left join migration_result r on r.migration_id = p.migration_id
  left join lateral (select * from migration_block where migration_block.migration_id = p.migration_id
                      order by occurred_at desc, event_id desc limit 1) b on true
  left join lateral (select * from migration_decision where migration_decision.migration_id = p.migration_id
                      order by event_id desc limit 1) q on true
  left join lateral (select * from migration_approval where migration_approval.migration_id = p.migration_id
                      order by occurred_at desc, event_id desc limit 1) a on true;

create view plan_run_view as
select r.run_id, r.started_at, r.tenant, r.plan_id, r.plan_name, r.plan_version, r.kind, p.state, r.groups, r.from_site,
       r.to_site, r.workloads, c.finished_at, c.rto_millis, c.rpo_millis,
       (select count(*) from plan_run_step s where s.run_id = r.run_id)::int as steps,
       (select count(*) from plan_run_step s where s.run_id = r.run_id and s.state = 'Succeeded')::int as succeeded,
       (select count(*) from plan_run_step s where s.run_id = r.run_id and s.state = 'Failed')::int as failed
  from plan_run r
  join plan_run_progress p on p.run_id = r.run_id
  left join plan_run_result c on c.run_id = r.run_id;

create view protection_group_view as
select g.group_id, g.name, g.tenant, g.state, g.from_site, g.to_site, g.workloads, g.occurred_at,
       coalesce(r.breached, false) as breached, r.lag_millis, r.rpo_millis
  from protection_group g
  left join protection_group_rpo r on r.group_id = g.group_id;
