<!doctype html>
<html lang="en">
<title>{{title}}</title>
<h1>{{title}}</h1>
{{!base}}
</html>
