import * as echarts from 'echarts/core';
import {GaugeChart, LineChart} from 'echarts/charts';
import {AriaComponent, GridComponent, TooltipComponent} from 'echarts/components';
import {CanvasRenderer} from 'echarts/renderers';

echarts.use([GaugeChart, LineChart, AriaComponent, GridComponent, TooltipComponent, CanvasRenderer]);

const calm = window.matchMedia('(prefers-reduced-motion: reduce)');

function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function gauge(data) {
    const value = Number(data.value);
    const tone = colour(value >= 100 ? '--good' : value >= 50 ? '--accent' : '--bad');
    return {
        aria: {enabled: true, label: {description: `Compliance rating ${value} percent`}},
        animation: !calm.matches,
        series: [{
            type: 'gauge', startAngle: 210, endAngle: -30, min: 0, max: 100, radius: '96%', center: ['50%', '58%'],
            progress: {show: value > 0, width: 14, roundCap: true, itemStyle: {color: tone}},
            axisLine: {roundCap: true, lineStyle: {width: 14, color: [[1, colour('--track')]]}},
            pointer: {show: false}, anchor: {show: false}, axisTick: {show: false}, splitLine: {show: false},
            axisLabel: {show: false}, title: {show: false}, detail: {show: false}, data: [{value}]
        }]
    };
}

function trend(data) {
    const points = JSON.parse(data.points);
    const held = points.length ? [...points, [Date.now(), points.at(-1)[1]]] : [];
    const text = {color: colour('--muted'), fontFamily: 'inherit', fontSize: 11};
    const last = points.at(-1)?.[1];
    return {
        aria: {enabled: true, label: {description: last === undefined
            ? 'No rating yet'
            : `Compliance rating over time, ${points.length} changes, now ${last} percent`}},
        animation: false,
        grid: {left: 34, right: 20, top: 10, bottom: 22},
        tooltip: {
            trigger: 'axis', renderMode: 'richText', backgroundColor: colour('--raised'), borderColor: colour('--line'),
            textStyle: {...text, color: colour('--text'), fontSize: 12},
            formatter: ([point]) => `${new Date(point.value[0]).toLocaleString()}\n${point.value[1]} %`
        },
        xAxis: {type: 'time', axisLabel: {...text, hideOverlap: true}, axisLine: {lineStyle: {color: colour('--line')}},
            axisTick: {show: false}, splitLine: {show: false}},
        yAxis: {type: 'value', min: 0, max: 100, interval: 50, axisLabel: {...text, formatter: '{value} %'},
            splitLine: {lineStyle: {color: colour('--line')}}},
        series: [{
            type: 'line', step: 'end', data: held, symbol: 'none', lineStyle: {width: 2, color: colour('--accent')},
            areaStyle: {color: colour('--accent'), opacity: 0.12}
        }]
    };
}

const kinds = {gauge, trend};
const drawn = new Map();
const resized = new ResizeObserver(entries => {
    for (const entry of entries) {
        echarts.getInstanceByDom(entry.target)?.resize();
    }
});

export function drawCharts(root) {
    for (const source of root.querySelectorAll('[data-chart]')) {
        const element = document.getElementById(source.dataset.for);
        const state = JSON.stringify(source.dataset);
        let chart = echarts.getInstanceByDom(element);
        if (!chart) {
            chart = echarts.init(element, null, {renderer: 'canvas'});
            resized.observe(element);
        } else if (drawn.get(element) === state) {
            continue;
        }
        drawn.set(element, state);
        chart.setOption(kinds[source.dataset.chart](source.dataset));
    }
}

export function redrawCharts() {
    drawn.clear();
    drawCharts(document);
}
