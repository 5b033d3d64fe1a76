"""Printed forms: a form's grid and an application's values become PDF, HTML and XLSX.

Fonts, line breaking, layout and painting live here; what a value is, who may see it and where it is kept do not.
"""
