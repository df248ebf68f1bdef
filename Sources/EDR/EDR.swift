// EDR
