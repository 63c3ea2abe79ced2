-- A host's changes start from its turns and from what is said seldom: of verdicts, nearly all renew the one before.
create index host_turn_newest on host_turn (host_id, occurred_at, event_id);
create index event_log_of_host_seldom on event_log (source, occurred_at, event_id)
    where type in ('EvidenceRejected', 'HostEnrolled', 'EnrolmentWithdrawn');

-- Written, and read by nobody. No release had them.
alter table host_enrolment
    drop column correlation_id;
alter table host_enrolment_withdrawal
    drop column attestation_key,
    drop column correlation_id,
    drop column topic,
    drop column partition,
    drop column record_offset;
alter table manifest_version
    drop column correlation_id;
alter table manifest_retirement
    drop column correlation_id,
    drop column topic,
    drop column partition,
    drop column record_offset;
