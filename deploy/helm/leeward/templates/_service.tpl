{{/* All objects of one service. Takes root and service (the short name). */}}
{{- define "leeward.service" -}}
{{- $root := .root -}}
{{- $service := .service -}}
{{- $settings := mergeOverwrite (deepCopy $root.Values.defaults) (index $root.Values.services $service) -}}
{{- $name := include "leeward.name" . -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ $name }}
  namespace: {{ $root.Release.Namespace }}
  labels: {{- include "leeward.labels" . | nindent 4 }}
automountServiceAccountToken: false
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ $name }}
  namespace: {{ $root.Release.Namespace }}
  labels: {{- include "leeward.labels" . | nindent 4 }}
data: {{- include "leeward.config" . | nindent 2 }}
---
apiVersion: v1
kind: Service
metadata:
  name: {{ $name }}
  namespace: {{ $root.Release.Namespace }}
  labels: {{- include "leeward.labels" . | nindent 4 }}
spec:
  selector: {{- include "leeward.selector" . | nindent 4 }}
  ports:
    - name: http
      port: 80
      targetPort: http
      protocol: TCP
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ $name }}
  namespace: {{ $root.Release.Namespace }}
  labels: {{- include "leeward.labels" . | nindent 4 }}
spec:
  replicas: {{ $settings.replicas }}
  selector:
    matchLabels: {{- include "leeward.selector" . | nindent 6 }}
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxUnavailable: 0
      maxSurge: 1
  template:
    metadata:
      labels: {{- include "leeward.labels" . | nindent 8 }}
      annotations:
        checksum/config: {{ include "leeward.config" . | sha256sum }}
        {{- if eq $service "attestation" }}
        checksum/inventory: {{ toYaml $root.Values.inventory | sha256sum }}
        {{- end }}
        {{- with $settings.podAnnotations }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
    spec:
      serviceAccountName: {{ $name }}
      automountServiceAccountToken: false
      terminationGracePeriodSeconds: {{ $settings.terminationGracePeriodSeconds }}
      securityContext:
        runAsNonRoot: true
        runAsUser: 65532
        runAsGroup: 65532
        fsGroup: 65532
        seccompProfile:
          type: RuntimeDefault
      {{- with $root.Values.image.pullSecrets }}
      imagePullSecrets:
        {{- range . }}
        - name: {{ . }}
        {{- end }}
      {{- end }}
      {{- with $settings.nodeSelector }}
      nodeSelector: {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with include "leeward.tolerations" (dict "root" $root "settings" $settings) }}
      tolerations: {{- . | nindent 8 }}
      {{- end }}
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: topology.kubernetes.io/zone
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels: {{- include "leeward.selector" . | nindent 14 }}
        - maxSkew: 1
          topologyKey: kubernetes.io/hostname
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels: {{- include "leeward.selector" . | nindent 14 }}
      containers:
        - name: {{ include "leeward.module" $service }}
          image: {{ include "leeward.image" . }}
          imagePullPolicy: {{ $root.Values.image.pullPolicy }}
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities:
              drop: [ALL]
          envFrom:
            - configMapRef:
                name: {{ $name }}
          env:
            - name: QUARKUS_DATASOURCE_USERNAME
              valueFrom:
                secretKeyRef: {name: {{ $settings.database.secret }}, key: username}
            - name: QUARKUS_DATASOURCE_PASSWORD
              valueFrom:
                secretKeyRef: {name: {{ $settings.database.secret }}, key: password}
            {{- with $root.Values.kafka.credentialsSecretPrefix }}
            - name: KAFKA_SASL_JAAS_CONFIG
              valueFrom:
                secretKeyRef: {name: {{ printf "%s-%s" . $service }}, key: jaas-config}
            {{- end }}
            {{- if and (eq $service "compliance") $root.Values.identity.consoleClientSecret }}
            - name: QUARKUS_OIDC_CREDENTIALS_SECRET
              valueFrom:
                secretKeyRef: {name: {{ $root.Values.identity.consoleClientSecret }}, key: client-secret}
            {{- end }}
          ports:
            - name: http
              containerPort: 8080
              protocol: TCP
            {{- if and (eq $service "policy") $root.Values.policy.vsphereGateway.upstream }}
            - name: vsphere
              containerPort: 8443
              protocol: TCP
            {{- end }}
            {{- if and (eq $service "policy") $root.Values.policy.admission.enabled }}
            - name: admission
              containerPort: 9443
              protocol: TCP
            {{- end }}
          startupProbe:
            httpGet: {path: /q/health/started, port: http}
            periodSeconds: 2
            failureThreshold: 60
          livenessProbe:
            httpGet: {path: /q/health/live, port: http}
            periodSeconds: 10
            failureThreshold: 3
          readinessProbe:
            httpGet: {path: /q/health/ready, port: http}
            periodSeconds: 5
            failureThreshold: 2
          resources: {{- toYaml $settings.resources | nindent 12 }}
          volumeMounts:
            - name: tmp
              mountPath: /tmp
            {{- if eq $service "attestation" }}
            - name: inventory
              mountPath: /etc/leeward/inventory
              readOnly: true
            {{- range $number, $_ := $root.Values.vcenters }}
            - name: vcenter-{{ $number }}
              mountPath: /etc/leeward/vcenter/{{ .id }}
              readOnly: true
            {{- end }}
            {{- end }}
            {{- if and (eq $service "attestation") $root.Values.attestation.resultSigning.existingSecret }}
            - name: result-signing
              mountPath: /etc/leeward/result-signing
              readOnly: true
            {{- end }}
            {{- if and (eq $service "policy") (include "leeward.resultKeys" $root) }}
            - name: result-keys
              mountPath: /etc/leeward/result-keys
              readOnly: true
            {{- end }}
            {{- if and (eq $service "policy") (include "leeward.policySigners" $root) }}
            - name: policy-signers
              mountPath: /etc/leeward/policy-signers
              readOnly: true
            {{- end }}
            {{- if and (eq $service "policy") $root.Values.policy.migrationCa.existingSecret }}
            - name: migration-ca
              mountPath: /etc/leeward/migration-ca
              readOnly: true
            {{- end }}
            {{- if and (eq $service "policy") $root.Values.policy.vsphereGateway.upstream }}
            - name: vsphere-gateway
              mountPath: /etc/leeward/vsphere-gateway
              readOnly: true
            {{- end }}
            {{- if and (eq $service "policy") $root.Values.policy.admission.enabled }}
            - name: admission
              mountPath: /etc/leeward/admission
              readOnly: true
            - name: kubernetes
              mountPath: /var/run/secrets/kubernetes.io/serviceaccount
              readOnly: true
            {{- end }}
            {{- if $root.Values.kafka.caSecret }}
            - name: kafka-ca
              mountPath: /etc/leeward/kafka-ca
              readOnly: true
            {{- end }}
      volumes:
        - name: tmp
          emptyDir:
            medium: Memory
            sizeLimit: 64Mi
        {{- if eq $service "attestation" }}
        - name: inventory
          configMap:
            name: {{ $name }}-inventory
        {{- range $number, $_ := $root.Values.vcenters }}
        - name: vcenter-{{ $number }}
          projected:
            sources:
              - secret:
                  name: {{ .passwordSecret }}
                  items: [{key: password, path: password}]
              {{- with .caSecret }}
              - secret:
                  name: {{ . }}
                  items: [{key: ca.crt, path: ca.crt}]
              {{- end }}
        {{- end }}
        {{- end }}
        {{- if eq $service "attestation" }}
        {{- with $root.Values.attestation.resultSigning.existingSecret }}
        - name: result-signing
          secret:
            secretName: {{ . }}
            defaultMode: 0440
        {{- end }}
        {{- end }}
        {{- if and (eq $service "policy") (include "leeward.resultKeys" $root) }}
        - name: result-keys
          {{- include "leeward.resultKeys" $root | nindent 10 }}
        {{- end }}
        {{- if and (eq $service "policy") (include "leeward.policySigners" $root) }}
        - name: policy-signers
          {{- include "leeward.policySigners" $root | nindent 10 }}
        {{- end }}
        {{- if eq $service "policy" }}
        {{- with $root.Values.policy.migrationCa.existingSecret }}
        - name: migration-ca
          secret:
            secretName: {{ . }}
            defaultMode: 0440
        {{- end }}
        {{- end }}
        {{- if and (eq $service "policy") $root.Values.policy.vsphereGateway.upstream }}
        - name: vsphere-gateway
          {{- include "leeward.vsphereGateway" $root | nindent 10 }}
        {{- end }}
        {{- if and (eq $service "policy") $root.Values.policy.admission.enabled }}
        - name: admission
          {{- include "leeward.admission" $root | nindent 10 }}
        - name: kubernetes
          projected:
            defaultMode: 0440
            sources:
              - serviceAccountToken: {path: token, expirationSeconds: 3600}
              - configMap:
                  name: kube-root-ca.crt
                  items: [{key: ca.crt, path: ca.crt}]
        {{- end }}
        {{- if $root.Values.kafka.caSecret }}
        - name: kafka-ca
          secret:
            secretName: {{ $root.Values.kafka.caSecret }}
        {{- end }}
{{- if $root.Values.disruptionBudget.enabled }}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ $name }}
  namespace: {{ $root.Release.Namespace }}
  labels: {{- include "leeward.labels" . | nindent 4 }}
spec:
  maxUnavailable: {{ $root.Values.disruptionBudget.maxUnavailable }}
  selector:
    matchLabels: {{- include "leeward.selector" . | nindent 6 }}
{{- end }}
{{- if $root.Values.metrics.serviceMonitor }}
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: {{ $name }}
  namespace: {{ $root.Release.Namespace }}
  labels: {{- include "leeward.labels" . | nindent 4 }}
spec:
  selector:
    matchLabels: {{- include "leeward.selector" . | nindent 6 }}
  endpoints:
    - port: http
      path: /q/metrics
      {{- with $root.Values.metrics.tokenSecret }}
      authorization:
        credentials:
          name: {{ . }}
          key: token
      {{- end }}
{{- end }}
{{- end -}}

{{/* Configuration of one service as environment variables. Takes root and service. */}}
{{- define "leeward.config" -}}
{{- $root := .root -}}
{{- $settings := index $root.Values.services .service -}}
JAVA_TOOL_OPTIONS: {{ $root.Values.defaults.javaOptions | quote }}
QUARKUS_HTTP_HOST: 0.0.0.0
QUARKUS_HTTP_PORT: "8080"
QUARKUS_DATASOURCE_JDBC_URL: {{ $settings.database.url | quote }}
KAFKA_BOOTSTRAP_SERVERS: {{ $root.Values.kafka.bootstrapServers | quote }}
KAFKA_SECURITY_PROTOCOL: {{ $root.Values.kafka.securityProtocol | quote }}
{{- if hasPrefix "SASL" $root.Values.kafka.securityProtocol }}
KAFKA_SASL_MECHANISM: {{ $root.Values.kafka.saslMechanism | quote }}
{{- end }}
{{- if $root.Values.kafka.caSecret }}
KAFKA_SSL_TRUSTSTORE_TYPE: PEM
KAFKA_SSL_TRUSTSTORE_LOCATION: /etc/leeward/kafka-ca/ca.crt
{{- end }}
QUARKUS_OIDC_AUTH_SERVER_URL: {{ $root.Values.identity.issuerUrl | quote }}
LEEWARD_IDENTITY_ISSUER: {{ $root.Values.identity.issuerUrl | quote }}
LEEWARD_IDENTITY_AUDIENCE: {{ $root.Values.identity.audience | quote }}
LEEWARD_IDENTITY_ROLES_CLAIM: {{ $root.Values.identity.rolesClaim | quote }}
{{- if eq .service "compliance" }}
QUARKUS_OIDC_APPLICATION_TYPE: hybrid
QUARKUS_OIDC_CLIENT_ID: {{ $root.Values.identity.consoleClientId | quote }}
QUARKUS_OIDC_AUTHENTICATION_REDIRECT_PATH: /
QUARKUS_OIDC_AUTHENTICATION_RESTORE_PATH_AFTER_REDIRECT: "true"
{{- if $root.Values.console.answersApprovals }}
LEEWARD_CONSOLE_POLICY_SERVICE: http://{{ include "leeward.name" (dict "root" $root "service" "policy") }}
{{- end }}
{{- if $root.Values.ingress.enabled }}
QUARKUS_HTTP_PROXY_PROXY_ADDRESS_FORWARDING: "true"
QUARKUS_HTTP_PROXY_ALLOW_X_FORWARDED: "true"
QUARKUS_HTTP_PROXY_ENABLE_FORWARDED_HOST: "true"
{{- end }}
{{- end }}
{{- if eq .service "attestation" }}
LEEWARD_INVENTORY_FILE: /etc/leeward/inventory/inventory.yaml
{{- range $index, $vcenter := $root.Values.vcenters }}
{{- $prefix := printf "LEEWARD_INVENTORY_VCENTERS_%d__" $index }}
{{ $prefix }}ID: {{ $vcenter.id | quote }}
{{ $prefix }}URL: {{ $vcenter.url | quote }}
{{ $prefix }}USER: {{ $vcenter.user | quote }}
{{ $prefix }}PASSWORD_FILE: /etc/leeward/vcenter/{{ $vcenter.id }}/password
{{- if $vcenter.caSecret }}
{{ $prefix }}CA_FILE: /etc/leeward/vcenter/{{ $vcenter.id }}/ca.crt
{{- end }}
{{- with $vcenter.interval }}
{{ $prefix }}INTERVAL: {{ . | quote }}
{{- end }}
{{- with $vcenter.hostId }}
{{ $prefix }}HOST_ID: {{ . | quote }}
{{- end }}
{{- with $vcenter.site }}
{{ $prefix }}SITE: {{ . | quote }}
{{- end }}
{{- range $number, $mapping := $vcenter.sites }}
{{ $prefix }}SITES_{{ $number }}__DATACENTER: {{ $mapping.datacenter | quote }}
{{- with $mapping.cluster }}
{{ $prefix }}SITES_{{ $number }}__CLUSTER: {{ . | quote }}
{{- end }}
{{ $prefix }}SITES_{{ $number }}__SITE: {{ $mapping.site | quote }}
{{- end }}
{{- end }}
{{- if $root.Values.attestation.resultSigning.existingSecret }}
LEEWARD_ATTESTATION_RESULT_SIGNING_KEYS: /etc/leeward/result-signing
{{- end }}
{{- end }}
{{- if and (eq .service "policy") (include "leeward.resultKeys" $root) }}
LEEWARD_POLICY_RESULT_KEYS: /etc/leeward/result-keys/result-keys.json
{{- end }}
{{- if eq .service "policy" }}
LEEWARD_POLICY_REVIEW: {{ $root.Values.policy.review | quote }}
LEEWARD_POLICY_SIGNATURES: {{ $root.Values.policy.signatures | quote }}
{{- if include "leeward.policySigners" $root }}
LEEWARD_POLICY_SIGNERS: /etc/leeward/policy-signers
{{- end }}
{{- if $root.Values.policy.migrationCa.existingSecret }}
LEEWARD_MIGRATION_CA_AUTHORITIES: /etc/leeward/migration-ca
LEEWARD_MIGRATION_CA_LIFETIME: {{ $root.Values.policy.migrationCa.lifetime | quote }}
{{- end }}
{{- end }}
{{- with $root.Values.policy.vsphereGateway }}
{{- if and (eq $.service "policy") .upstream }}
LEEWARD_VSPHERE_GATEWAY_UPSTREAM: {{ .upstream | quote }}
LEEWARD_VSPHERE_GATEWAY_HOST: 0.0.0.0
LEEWARD_VSPHERE_GATEWAY_PORT: "8443"
LEEWARD_VSPHERE_GATEWAY_CERTIFICATE: /etc/leeward/vsphere-gateway/tls.crt
LEEWARD_VSPHERE_GATEWAY_KEY: /etc/leeward/vsphere-gateway/tls.key
LEEWARD_VSPHERE_GATEWAY_HOST_ID: {{ .hostId | quote }}
LEEWARD_VSPHERE_GATEWAY_UNKNOWN_WORKLOAD: {{ .unknownWorkload | quote }}
{{- if .upstreamCaSecret }}
LEEWARD_VSPHERE_GATEWAY_UPSTREAM_CA: /etc/leeward/vsphere-gateway/ca.crt
{{- end }}
{{- if .user }}
LEEWARD_VSPHERE_GATEWAY_USER: {{ .user | quote }}
LEEWARD_VSPHERE_GATEWAY_PASSWORD_FILE: /etc/leeward/vsphere-gateway/account
{{- end }}
{{- end }}
{{- end }}
{{- with $root.Values.policy.admission }}
{{- if and (eq $.service "policy") .enabled }}
LEEWARD_ADMISSION_CLUSTER: {{ .cluster | quote }}
LEEWARD_ADMISSION_HOST: 0.0.0.0
LEEWARD_ADMISSION_PORT: "9443"
LEEWARD_ADMISSION_CERTIFICATE: /etc/leeward/admission/tls.crt
LEEWARD_ADMISSION_KEY: /etc/leeward/admission/tls.key
{{- if .clientCaSecret }}
LEEWARD_ADMISSION_CLIENT_CA: /etc/leeward/admission/client-ca.crt
{{- end }}
{{- if .tokenSecret }}
LEEWARD_ADMISSION_TOKEN_FILE: /etc/leeward/admission/token
{{- end }}
LEEWARD_ADMISSION_DECISION_TIMEOUT: "{{ .timeoutSeconds }}s"
LEEWARD_ADMISSION_WORKLOAD_ID: {{ .workloadId | quote }}
LEEWARD_ADMISSION_UNKNOWN_WORKLOAD: {{ .unknownWorkload | quote }}
LEEWARD_ADMISSION_REQUIRE_AFFINITY: {{ .requireAffinity | quote }}
LEEWARD_ADMISSION_MARKS: {{ .marks | quote }}
LEEWARD_ADMISSION_TAINTS: {{ .taints | quote }}
{{- end }}
{{- end }}
{{- if $root.Values.tracing.endpoint }}
QUARKUS_OTEL_SDK_DISABLED: "false"
QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT: {{ $root.Values.tracing.endpoint | quote }}
{{- end }}
{{- range $key, $value := $settings.environment }}
{{ $key }}: {{ $value | quote }}
{{- end }}
{{- end -}}

{{/* The volume of policy-service's result keys; empty where none are configured. Takes the root. */}}
{{- define "leeward.resultKeys" -}}
{{- with .Values.policy.resultKeys -}}
{{- if .existingSecret -}}
secret:
  secretName: {{ .existingSecret }}
{{- else if .existingConfigMap -}}
configMap:
  name: {{ .existingConfigMap }}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* The volume of the public keys of policy documents' signers; empty where none are configured. Takes the root. */}}
{{- define "leeward.policySigners" -}}
{{- with .Values.policy.signers -}}
{{- if .existingSecret -}}
secret:
  secretName: {{ .existingSecret }}
{{- else if .existingConfigMap -}}
configMap:
  name: {{ .existingConfigMap }}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* The volume of policy-service's vSphere gateway: certificates and the account for look-ups. Takes the root. */}}
{{- define "leeward.vsphereGateway" -}}
{{- with .Values.policy.vsphereGateway -}}
projected:
  defaultMode: 0440
  sources:
    - secret:
        name: {{ required "policy.vsphereGateway.tlsSecret is needed where upstream is set" .tlsSecret }}
        items: [{key: tls.crt, path: tls.crt}, {key: tls.key, path: tls.key}]
    {{- with .upstreamCaSecret }}
    - secret:
        name: {{ . }}
        items: [{key: ca.crt, path: ca.crt}]
    {{- end }}
    {{- if .user }}
    - secret:
        name: {{ required "policy.vsphereGateway.passwordSecret is needed where user is set" .passwordSecret }}
        items: [{key: password, path: account}]
    {{- end }}
{{- end -}}
{{- end -}}

{{/* The volume of policy-service's admission webhook: its certificate, and how it knows the API server. Takes the root. */}}
{{- define "leeward.admission" -}}
{{- with .Values.policy.admission -}}
projected:
  defaultMode: 0440
  sources:
    - secret:
        name: {{ .tlsSecret }}
        items: [{key: tls.crt, path: tls.crt}, {key: tls.key, path: tls.key}]
    {{- with .clientCaSecret }}
    - secret:
        name: {{ . }}
        items: [{key: ca.crt, path: client-ca.crt}]
    {{- end }}
    {{- with .tokenSecret }}
    - secret:
        name: {{ . }}
        items: [{key: token, path: token}]
    {{- end }}
{{- end -}}
{{- end -}}

{{/* A service's tolerations: what says which nodes are trusted must itself start where none is yet. Takes root and settings. */}}
{{- define "leeward.tolerations" -}}
{{- $tolerations := .settings.tolerations -}}
{{- if .root.Values.policy.admission.enabled -}}
{{- $tolerations = append $tolerations (dict "key" "leeward.dev/untrusted" "operator" "Exists" "effect" "NoSchedule") -}}
{{- end -}}
{{- if $tolerations -}}{{ toYaml $tolerations }}{{- end -}}
{{- end -}}
