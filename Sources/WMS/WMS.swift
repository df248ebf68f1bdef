// WMS
