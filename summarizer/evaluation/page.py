"""Style and script of the HTML report."""

from __future__ import annotations

STYLE = """
:root{color-scheme:light dark;--bg:#fff;--fg:#1c1e21;--soft:#5d646b;--line:#d9dde1;--card:#f7f8f9;
--m2:#cfe8d5;--m1:#7aa889;--u:#ffd0c2;--c0:#0072b2;--c1:#d55e00;--c2:#009e73;--c3:#b5579a;
--c4:#b98500;--c5:#3a9fd6;--c6:#6b5bd0;--c7:#777d84}
@media (prefers-color-scheme:dark){:root{--bg:#15181b;--fg:#e7e9eb;--soft:#a3abb3;--line:#353b41;
--card:#1d2125;--m2:#1f4a2d;--m1:#6fae83;--u:#6b2a17;--c0:#4aa3dc;--c1:#f0823a;--c2:#2cc295;
--c3:#d98ac2;--c4:#e0ad2e;--c5:#7cc4f0;--c6:#9c8ff0;--c7:#9aa1a8}}
*{box-sizing:border-box}
body{margin:0;overflow-wrap:anywhere;background:var(--bg);color:var(--fg);font:16px/1.5 system-ui,sans-serif}
main{max-width:1280px;margin:0 auto;padding:16px}
h1{font-size:1.5rem;line-height:1.2;margin:.2em 0;overflow-wrap:anywhere}
h2{font-size:1.2rem;margin:1.6em 0 .3em}h4{margin:0 0 .2em;font-size:.9rem}
p{margin:.3em 0 .7em}small{color:var(--soft);font-weight:400}
.scroll{overflow-x:auto;border:1px solid var(--line);border-radius:6px}
table{border-collapse:collapse;font-size:.85rem;width:100%}
th,td{padding:5px 9px;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap;
font-variant-numeric:tabular-nums}
td small{display:block;font-size:.72rem}
thead th{background:var(--card)}
th:first-child,td:first-child{text-align:left;position:sticky;left:0;background:var(--bg)}
thead th:first-child{background:var(--card)}
.words td:nth-child(-n+3),.words th:nth-child(-n+3),.words td:last-child,.words th:last-child{text-align:left}
tr.oracle th,tr.oracle td{color:var(--soft);font-style:italic}
tr.none td:last-child{color:var(--soft)}
th button{all:unset;cursor:pointer;font-weight:600}
th button:focus-visible,summary:focus-visible,select:focus-visible,.long:focus-visible{
outline:2px solid var(--c0);outline-offset:2px}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,340px),1fr));gap:12px}
.card{margin:0;padding:10px 12px;background:var(--card);border:1px solid var(--line);border-radius:6px}
.card figcaption{font-weight:600;margin-bottom:6px}.card p{font-size:.82rem;color:var(--soft);margin:.4em 0 0}
.plot{width:100%;max-width:520px;height:auto;display:block}
.plot text{font:12px system-ui,sans-serif;fill:currentColor;paint-order:stroke;stroke:var(--card);stroke-width:3px}
.plot .cell{font-size:10px;stroke:none}
.plot .grid{stroke:var(--line);stroke-width:1}.plot .median{stroke:var(--fg);stroke-width:2.5}
.controls{display:flex;flex-wrap:wrap;gap:8px 16px;margin:.6em 0}
select{font:inherit;max-width:100%;padding:3px;color:inherit;background:var(--card);border:1px solid var(--line);border-radius:4px}
.art{border:1px solid var(--line);border-radius:6px;margin:0 0 6px}
.art summary{padding:9px 10px;overflow-wrap:anywhere}
.art[open] summary{border-bottom:1px solid var(--line);background:var(--card)}
.gap{display:inline-block;min-width:3em;font-weight:600;font-variant-numeric:tabular-nums}
.id{color:var(--soft);font-size:.85rem}
.side{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1.2fr);gap:14px;padding:12px}
.side>.outs:only-child{grid-column:1/-1}
.outs{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,240px),1fr));gap:10px;align-content:start}
.text{overflow-wrap:anywhere;font-size:.93rem}.ref{border-left:3px solid var(--c2);padding-left:8px}
.source{align-self:start;position:sticky;top:8px}
.long{max-height:32em;overflow-y:auto;padding-right:6px}
.why{display:block;font-size:.8rem;color:var(--soft);margin-top:.3em}.why::before{content:"⚠ "}
mark{color:inherit;background:none;border-radius:2px}
mark.m2{background:var(--m2)}mark.m1{border-bottom:2px dotted var(--m1)}
mark.u{background:var(--u);font-weight:600}
mark.s{border-bottom:2px solid var(--c4)}
code{font-size:.8rem;overflow-wrap:anywhere}li{margin:.25em 0}
.meaning{margin-top:.6em}.meaning dl{display:grid;grid-template-columns:auto 1fr;gap:.2em 1em;margin:.5em 0}
.meaning dt{font-weight:600;font-size:.85rem}.meaning dd{margin:0;font-size:.85rem}
summary{cursor:pointer}
@media (max-width:700px){main{padding:10px}.side{grid-template-columns:minmax(0,1fr)}
tbody th{white-space:normal;overflow-wrap:anywhere;min-width:8.4em}
.words thead{display:none}
.words tr{display:grid;grid-template-columns:auto 1fr auto;gap:2px 10px;padding:8px 9px;
border-bottom:1px solid var(--line)}
.words td,.words td:first-child{display:block;position:static;padding:0;border:0;text-align:left;
white-space:normal;overflow-wrap:anywhere;background:none}
.words td:nth-child(1){grid-row:1/3;font-weight:600}
.words td:nth-child(2),.words td:nth-child(3){grid-column:2}
.words td:nth-child(3)::before{content:"against ";color:var(--soft)}
.words td:nth-child(4){grid-column:3;grid-row:1/3;text-align:right}
.words td:nth-child(5),.words td:nth-child(6){display:none}
.words td:nth-child(7)::before{content:"p ";color:var(--soft)}
.words td:nth-child(7){grid-column:3;grid-row:3;text-align:right}
.words td:nth-child(8){grid-column:1/4;color:var(--soft);font-size:.8rem}
.words td:nth-child(8)::before{content:"wins / losses / ties "}
.words td:nth-child(9){grid-column:1/3;grid-row:3;font-weight:600}
.words tr.none td:nth-child(9){font-weight:400}
.outs{order:-1}.source{position:static}.long{max-height:16em}
.controls label{display:flex;flex:1 1 100%;align-items:center;gap:8px}.controls select{flex:1}}
@media print{.long{max-height:none}.controls{display:none}}
"""

SCRIPT = """
(function(){
  document.querySelectorAll('table.sortable').forEach(function(table){
    table.querySelectorAll('thead th').forEach(function(head,column){
      head.querySelector('button').addEventListener('click',function(){
        var body=table.tBodies[0],rows=Array.from(body.rows);
        var down=head.getAttribute('aria-sort')!=='descending';
        table.querySelectorAll('thead th').forEach(function(h){h.removeAttribute('aria-sort')});
        head.setAttribute('aria-sort',down?'descending':'ascending');
        function key(row){var c=row.cells[column];
          var k=c.dataset.key===undefined?c.textContent:c.dataset.key;
          var v=parseFloat(k);return k!==''&&isFinite(v)&&/^[-+0-9]/.test(k)?v:k}
        rows.sort(function(a,b){var x=key(a),y=key(b);
          if(x===''||y==='')return (x==='')-(y==='');
          var d=typeof x==='number'&&typeof y==='number'?x-y:String(x).localeCompare(String(y));
          return down?-d:d});
        rows.forEach(function(r){body.appendChild(r)});
      });
    });
  });
  var list=document.getElementById('list');
  if(!list)return;
  var first=document.getElementById('first'),second=document.getElementById('second'),
      order=document.getElementById('order');
  function sort(){
    var a=+first.value,b=+second.value,how=order.value;
    var articles=Array.from(list.children).map(function(el){
      var s=JSON.parse(el.dataset.scores),d=s[a]-s[b];
      el.querySelector('.gap').textContent=(d>=0?'+':'\\u2212')+Math.abs(d).toFixed(1);
      var key=how==='place'?-el.dataset.place:how==='a'?d:how==='b'?-d:Math.abs(d);
      return [key,el];
    });
    articles.sort(function(x,y){return y[0]-x[0]});
    articles.forEach(function(p){list.appendChild(p[1])});
  }
  [first,second,order].forEach(function(el){el.addEventListener('change',sort)});
  if(second.options.length>1)sort();
})();
"""
