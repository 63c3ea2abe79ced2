{{/* Folder and image of a service, from its short name. */}}
{{- define "leeward.module" -}}
{{- if eq . "dr" -}}dr-orchestrator{{- else -}}{{ . }}-service{{- end -}}
{{- end -}}

{{/* Name of a service's objects. Takes root and service. */}}
{{- define "leeward.name" -}}
{{- printf "%s-%s" .root.Release.Name .service | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* Labels that never change, for selectors. Takes root and service. */}}
{{- define "leeward.selector" -}}
app.kubernetes.io/name: {{ include "leeward.module" .service }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end -}}

{{/* Labels of every object. Takes root and service. */}}
{{- define "leeward.labels" -}}
{{ include "leeward.selector" . }}
app.kubernetes.io/part-of: leeward
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end -}}

{{- define "leeward.image" -}}
{{- $image := .root.Values.image -}}
{{ printf "%s/%s/%s:%s" $image.registry $image.repository (include "leeward.module" .service) ($image.tag | default .root.Chart.AppVersion) }}
{{- end -}}
