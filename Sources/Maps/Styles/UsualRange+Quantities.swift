/// Quantities of which it is usual where their values lie: `name | units | minimum | maximum | palette`.
///
/// Units as `Variable.readableUnits` has them, several of one scale between semicolons; nothing between two is for none.
extension UsualRange {
    /// Quantities whose names hold those of more general ones.
    static let special = table(
        """
        sea_surface_foundation_temperature | K | 271 | 305 | turbo
        sea_surface_foundation_temperature | degC | -2 | 32 | turbo
        sea_surface_skin_temperature | K | 271 | 305 | turbo
        sea_surface_skin_temperature | degC | -2 | 32 | turbo
        sea_surface_subskin_temperature | K | 271 | 305 | turbo
        sea_surface_subskin_temperature | degC | -2 | 32 | turbo
        sea_water_conservative_temperature | degC | -2 | 32 | turbo
        brightness_temperature | K | 180 | 320 | greys-inv
        dew_point_temperature | K | 230 | 305 | turbo
        dew_point_temperature | degC | -40 | 30 | turbo
        wet_bulb | K | 230 | 305 | turbo
        wet_bulb | degC | -40 | 30 | turbo
        equivalent_potential_temperature | K | 260 | 360 | turbo
        soil_temperature | K | 250 | 320 | turbo
        soil_temperature | degC | -25 | 45 | turbo
        snow_temperature | K | 220 | 275 | ice
        sea_ice_surface_temperature | K | 220 | 275 | ice
        air_pressure_at_cloud_top | Pa | 10000 | 100000 | spectral
        tendency_of_air_temperature | K s-1 | -0.0001 | 0.0001 | rdbu-inv
        wind_speed_of_gust | m s-1;ms-1 | 0 | 40 | viridis
        upward_sea_water_velocity | m s-1;ms-1 | -0.0001 | 0.0001 | balance
        sea_ice_x_velocity | m s-1;ms-1 | -0.5 | 0.5 | balance
        sea_ice_y_velocity | m s-1;ms-1 | -0.5 | 0.5 | balance
        lwe_precipitation_rate | m s-1 | 0 | 0.0000005 | blues
        convective_precipitation_flux | kg m-2 s-1;kg/m2/s;kg m**-2 s**-1 | 0 | 0.0005 | blues
        snowfall_flux | kg m-2 s-1;kg/m2/s;kg m**-2 s**-1 | 0 | 0.0002 | blues
        sea_surface_height_above_sea_level_anomaly | m | -0.5 | 0.5 | rdbu-inv
        """
    )

    /// The atmosphere, and what passes through it.
    static let ofAir = table(
        """
        surface_air_pressure | Pa | 50000 | 105000 | spectral-inv
        surface_air_pressure | hPa;millibar | 500 | 1050 | spectral-inv
        tendency_of_surface_air_pressure | Pa s-1 | -0.05 | 0.05 | rdbu-inv
        geopotential_height | m | 4800 | 6000 | spectral-inv
        geopotential | m2 s-2;m**2 s**-2 | 48000 | 59000 | spectral-inv
        specific_humidity | 1;;kg kg-1;kg kg**-1;kg/kg | 0 | 0.02 | ylgnbu
        specific_humidity | g kg-1;g/kg | 0 | 20 | ylgnbu
        humidity_mixing_ratio | 1;;kg kg-1;kg kg**-1;kg/kg | 0 | 0.02 | ylgnbu
        atmosphere_mass_content_of_water_vapor | kg m-2;kg m**-2;mm | 0 | 70 | ylgnbu
        water_vapor_saturation_deficit | Pa | 0 | 4000 | ylorrd
        water_vapor_partial_pressure | Pa | 0 | 4000 | ylgnbu
        atmosphere_mass_content_of_cloud_liquid | kg m-2;kg m**-2 | 0 | 0.5 | blues
        atmosphere_mass_content_of_cloud_ice | kg m-2;kg m**-2 | 0 | 0.3 | blues
        cloud_base_altitude | m | 0 | 8000 | viridis
        cloud_top_altitude | m | 0 | 15000 | viridis
        atmosphere_boundary_layer_thickness | m | 0 | 3000 | viridis
        x_wind | m s-1;ms-1 | -30 | 30 | rdbu-inv
        y_wind | m s-1;ms-1 | -30 | 30 | rdbu-inv
        upward_air_velocity | m s-1;ms-1 | -1 | 1 | rdbu-inv
        lagrangian_tendency_of_air_pressure | Pa s-1;Pa s**-1 | -2 | 2 | rdbu-inv
        divergence_of_wind | s-1;s**-1 | -0.0001 | 0.0001 | rdbu-inv
        relative_vorticity | s-1;s**-1 | -0.0002 | 0.0002 | curl
        surface_downward_eastward_stress | Pa;N m-2 | -0.5 | 0.5 | rdbu-inv
        surface_downward_northward_stress | Pa;N m-2 | -0.5 | 0.5 | rdbu-inv
        convective_available_potential_energy | J kg-1;J kg**-1;J/kg | 0 | 4000 | ylorrd
        convective_inhibition | J kg-1;J kg**-1;J/kg | 0 | 500 | ylorrd
        precipitation_flux | mm hour-1;mm hr-1 | 0 | 10 | blues
        precipitation_flux | mm day-1;mm/day;mm d-1 | 0 | 30 | blues
        rainfall_flux | kg m-2 s-1;kg/m2/s;kg m**-2 s**-1 | 0 | 0.0005 | blues
        rainfall_rate | m s-1 | 0 | 0.0000005 | blues
        rainfall_rate | mm hour-1;mm hr-1 | 0 | 10 | blues
        thickness_of_precipitation_amount | m | 0 | 0.05 | blues
        thickness_of_precipitation_amount | mm | 0 | 50 | blues
        thickness_of_rainfall_amount | m | 0 | 0.05 | blues
        thickness_of_snowfall_amount | m | 0 | 0.2 | blues
        rainfall_amount | kg m-2;kg m**-2;mm | 0 | 50 | blues
        snowfall_amount | kg m-2;kg m**-2;mm | 0 | 30 | blues
        equivalent_reflectivity_factor | dBZ;dBz | 0 | 60 | turbo
        surface_downwelling_shortwave | W m-2;W m**-2;W/m2 | 0 | 1000 | solar
        surface_downwelling_longwave | W m-2;W m**-2;W/m2 | 150 | 450 | thermal
        surface_net_downward_shortwave | W m-2;W m**-2;W/m2 | 0 | 800 | solar
        surface_net_downward_longwave | W m-2;W m**-2;W/m2 | -200 | 50 | thermal
        toa_outgoing_longwave | W m-2;W m**-2;W/m2 | 100 | 320 | greys-inv
        toa_outgoing_shortwave | W m-2;W m**-2;W/m2 | 0 | 800 | greys-inv
        toa_incoming_shortwave | W m-2;W m**-2;W/m2 | 0 | 1400 | solar
        surface_upward_sensible_heat_flux | W m-2;W m**-2;W/m2 | -300 | 300 | rdbu-inv
        surface_upward_latent_heat_flux | W m-2;W m**-2;W/m2 | -400 | 400 | rdbu-inv
        surface_downward_heat_flux_in_sea_water | W m-2;W m**-2;W/m2 | -300 | 300 | rdbu-inv
        surface_albedo | 1; | 0 | 1 | greys-inv
        ultraviolet_index | 1; | 0 | 12 | ylorrd
        optical_thickness_due_to_ambient_aerosol | 1; | 0 | 1 | ylorbr
        optical_thickness_due_to_cloud | 1; | 0 | 50 | greys-inv
        mass_concentration_of_ozone | ug m-3;µg m-3;ug/m3;µg/m3 | 0 | 200 | ylorrd
        mass_concentration_of_nitrogen_dioxide | ug m-3;µg m-3;ug/m3;µg/m3 | 0 | 100 | ylorrd
        mass_concentration_of_sulfur_dioxide | ug m-3;µg m-3;ug/m3;µg/m3 | 0 | 50 | ylorrd
        mass_concentration_of_carbon_monoxide | ug m-3;µg m-3;ug/m3;µg/m3 | 0 | 1000 | ylorrd
        mass_concentration_of_pm2p5 | ug m-3;µg m-3;ug/m3;µg/m3 | 0 | 75 | ylorrd
        mass_concentration_of_pm10 | ug m-3;µg m-3;ug/m3;µg/m3 | 0 | 150 | ylorrd
        mass_concentration_of_pm2p5 | kg m-3;kg m**-3 | 0 | 0.000000075 | ylorrd
        mass_concentration_of_pm10 | kg m-3;kg m**-3 | 0 | 0.00000015 | ylorrd
        atmosphere_mole_content_of_ozone | DU;dobson | 200 | 500 | spectral-inv
        mole_fraction_of_carbon_dioxide | 1e-6;ppm;ppmv | 380 | 440 | viridis
        mole_fraction_of_methane | 1e-9;ppb;ppbv | 1700 | 2000 | viridis
        """
    )

    /// Oceans, and the ice on them.
    static let ofWater = table(
        """
        sea_water_salinity | g kg-1 | 30 | 38 | haline
        sea_surface_salinity | 1e-3;0.001;1 | 30 | 38 | haline
        sea_water_practical_salinity | 1;;1e-3;0.001 | 30 | 38 | haline
        sea_water_absolute_salinity | g kg-1 | 30 | 38 | haline
        sea_water_speed | m s-1;ms-1 | 0 | 1.5 | speed
        ocean_mixed_layer_thickness | m | 0 | 300 | deep
        sea_floor_depth | m | 0 | 6000 | deep
        sea_water_sigma | kg m-3 | 20 | 28 | dense
        sea_water_potential_density | kg m-3 | 1020 | 1028 | dense
        mass_concentration_of_chlorophyll | mg m-3;mg/m3 | 0 | 5 | algae
        mass_concentration_of_chlorophyll | kg m-3 | 0 | 0.000005 | algae
        mole_concentration_of_nitrate | mmol m-3;mmol/m3 | 0 | 40 | matter
        mole_concentration_of_phosphate | mmol m-3;mmol/m3 | 0 | 3 | matter
        mole_concentration_of_silicate | mmol m-3;mmol/m3 | 0 | 100 | matter
        dissolved_molecular_oxygen | mmol m-3;mmol/m3;umol kg-1;µmol kg-1 | 0 | 350 | oxy
        mole_concentration_of_dissolved_iron | mmol m-3;mmol/m3 | 0 | 0.002 | matter
        net_primary_production | mg m-3 day-1;mg m-3 d-1 | 0 | 50 | algae
        sea_water_ph_reported_on_total_scale | 1; | 7.6 | 8.4 | viridis
        sea_water_turbidity | 1;;NTU;FNU | 0 | 20 | turbid
        diffuse_attenuation_coefficient | m-1 | 0 | 0.5 | turbid
        wave_mean_period | s | 0 | 15 | viridis
        wave_period | s | 0 | 20 | viridis
        sea_surface_wave_stokes_drift | m s-1;ms-1 | -0.3 | 0.3 | balance
        sea_ice_thickness | m | 0 | 4 | ice
        sea_ice_speed | m s-1;ms-1 | 0 | 0.5 | speed
        sea_ice_freeboard | m | 0 | 0.6 | ice
        """
    )

    /// Land, and the snow and ice on it.
    static let ofLand = table(
        """
        surface_altitude | m | 0 | 5000 | bamako
        bedrock_altitude | m | -6000 | 6000 | topo
        height_above_geoid | m | -6000 | 6000 | topo
        surface_snow_thickness | m | 0 | 2 | blues
        surface_snow_amount | kg m-2;kg m**-2 | 0 | 500 | blues
        thickness_of_surface_snow_amount | m | 0 | 0.5 | blues
        snow_area_fraction | 1; | 0 | 1 | blues-inv
        land_ice_thickness | m | 0 | 4000 | ice-inv
        land_ice_area_fraction | 1; | 0 | 1 | blues-inv
        land_area_fraction | 1; | 0 | 1 | ylgn
        vegetation_area_fraction | 1; | 0 | 1 | ylgn
        leaf_area_index | 1;;m2 m-2;m**2 m**-2 | 0 | 7 | ylgn
        normalized_difference_vegetation_index | 1; | 0 | 1 | ylgn
        volume_fraction_of_condensed_water_in_soil | 1;;m3 m-3;m**3 m**-3 | 0 | 0.5 | ylgnbu
        mass_content_of_water_in_soil | kg m-2;kg m**-2 | 0 | 1000 | ylgnbu
        moisture_content_of_soil_layer | kg m-2;kg m**-2 | 0 | 50 | ylgnbu
        gross_primary_productivity | kg m-2 s-1 | 0 | 0.0000002 | algae
        water_evapotranspiration_flux | kg m-2 s-1 | 0 | 0.0001 | tempo
        runoff_flux | kg m-2 s-1 | 0 | 0.0002 | blues
        runoff_amount | kg m-2;kg m**-2 | 0 | 20 | blues
        water_volume_transport_in_river_channel | m3 s-1;m**3 s**-1 | 0 | 2000 | blues
        burned_area_fraction | 1; | 0 | 1 | ylorrd
        """
    )

    private static func table(_ text: String) -> [UsualRange] {
        text.split(separator: "\n").map { line in
            let fields = line.split(separator: "|").map { $0.split(separator: " ").joined(separator: " ") }
            let numbers = fields.dropFirst(2).prefix(2).compactMap { Double($0) }
            precondition(
                fields.count == 5 && numbers.count == 2 && numbers[0] < numbers[1],
                "no range: \(line)"
            )
            let units = fields[1].split(separator: ";", omittingEmptySubsequences: false).map(String.init)
            return UsualRange(fields[0], units, numbers[0], numbers[1], fields[4])
        }
    }
}
