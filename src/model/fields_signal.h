/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Field dictionary, third part: signals by their COVESA VSS 6.0 path.  Rows
 * whose help begins with "Overlay:" are ours, absent from VSS 6.0.
 */
#ifndef MODEL_FIELDS_SIGNAL_H
#define MODEL_FIELDS_SIGNAL_H

/* Columns as in model/fields.h. */
#define FIELDS_SIGNAL(X)	\
	X(VSS_VEHICLE_IDENTIFICATION_VIN, \
	    "Vehicle.VehicleIdentification.VIN", TEXT, false, "", NONE, \
	    NONE, "", "", "vin", "VIN as reported by the unit.") \
	X(VSS_LOW_VOLTAGE_SYSTEM_STATE, "Vehicle.LowVoltageSystemState", \
	    ENUM, false, "", NONE, NONE, \
	    "UNDEFINED,LOCK,OFF,ACC,ON,START", "", "", "Ignition.") \
	X(VSS_SPEED, "Vehicle.Speed", NUM, false, "km/h", NONE, NONE, "", \
	    "", "", "Speed of the vehicle.") \
	X(VSS_IS_MOVING, "Vehicle.IsMoving", BOOL, false, "", NONE, NONE, \
	    "", "", "", "The vehicle moves.") \
	X(VSS_TRAVELED_DISTANCE, "Vehicle.TraveledDistance", NUM, false, \
	    "m", 0, NONE, "", "", "", "Odometer.") \
	X(VSS_TRAVELED_DISTANCE_SINCE_START, \
	    "Vehicle.TraveledDistanceSinceStart", NUM, false, "m", 0, \
	    NONE, "", "", "", "Distance since start.") \
	X(VSS_CURRENT_LOCATION_LATITUDE, \
	    "Vehicle.CurrentLocation.Latitude", NUM, false, "degrees", \
	    -90, 90, "", "", "position", "WGS 84 latitude.") \
	X(VSS_CURRENT_LOCATION_LONGITUDE, \
	    "Vehicle.CurrentLocation.Longitude", NUM, false, "degrees", \
	    -180, 180, "", "", "position", "WGS 84 longitude.") \
	X(VSS_CURRENT_LOCATION_HEADING, "Vehicle.CurrentLocation.Heading", \
	    NUM, false, "degrees", 0, 360, "", "", "", \
	    "Heading from true north.") \
	X(VSS_CURRENT_LOCATION_ALTITUDE, \
	    "Vehicle.CurrentLocation.Altitude", NUM, false, "m", NONE, \
	    NONE, "", "", "position", "Height above WGS 84.") \
	X(VSS_CURRENT_LOCATION_HORIZONTAL_ACCURACY, \
	    "Vehicle.CurrentLocation.HorizontalAccuracy", NUM, false, "m", \
	    0, NONE, "", "", "", "Accuracy of the position.") \
	X(VSS_CURRENT_LOCATION_GNSSRECEIVER_FIX_TYPE, \
	    "Vehicle.CurrentLocation.GNSSReceiver.FixType", ENUM, false, \
	    "", NONE, NONE, \
	    "NONE,TWO_D,TWO_D_SATELLITE_BASED_AUGMENTATION," \
	    "TWO_D_GROUND_BASED_AUGMENTATION," \
	    "TWO_D_SATELLITE_AND_GROUND_BASED_AUGMENTATION,THREE_D," \
	    "THREE_D_SATELLITE_BASED_AUGMENTATION," \
	    "THREE_D_GROUND_BASED_AUGMENTATION," \
	    "THREE_D_SATELLITE_AND_GROUND_BASED_AUGMENTATION", "", "", \
	    "Kind of fix.") \
	X(VSS_ACCELERATION_LONGITUDINAL, \
	    "Vehicle.Acceleration.Longitudinal", NUM, false, "m/s^2", \
	    NONE, NONE, "", "", "", "Acceleration along the vehicle.") \
	X(VSS_ANGULAR_VELOCITY_YAW, "Vehicle.AngularVelocity.Yaw", NUM, \
	    false, "degrees/s", NONE, NONE, "", "", "", "Turning rate.") \
	X(VSS_CABIN_DOOR_ROW1_DRIVER_SIDE_IS_LOCKED, \
	    "Vehicle.Cabin.Door.Row1.DriverSide.IsLocked", BOOL, false, \
	    "", NONE, NONE, "", "", "", \
	    "The driver's door of row 1 is locked.") \
	X(VSS_CABIN_DOOR_ROW1_DRIVER_SIDE_IS_OPEN, \
	    "Vehicle.Cabin.Door.Row1.DriverSide.IsOpen", BOOL, false, "", \
	    NONE, NONE, "", "", "", "The driver's door of row 1 is open.") \
	X(VSS_CABIN_DOOR_ROW1_PASSENGER_SIDE_IS_LOCKED, \
	    "Vehicle.Cabin.Door.Row1.PassengerSide.IsLocked", BOOL, false, \
	    "", NONE, NONE, "", "", "", \
	    "The passenger's door of row 1 is locked.") \
	X(VSS_CABIN_DOOR_ROW1_PASSENGER_SIDE_IS_OPEN, \
	    "Vehicle.Cabin.Door.Row1.PassengerSide.IsOpen", BOOL, false, \
	    "", NONE, NONE, "", "", "", \
	    "The passenger's door of row 1 is open.") \
	X(VSS_CABIN_DOOR_ROW2_DRIVER_SIDE_IS_LOCKED, \
	    "Vehicle.Cabin.Door.Row2.DriverSide.IsLocked", BOOL, false, \
	    "", NONE, NONE, "", "", "", \
	    "The driver's door of row 2 is locked.") \
	X(VSS_CABIN_DOOR_ROW2_DRIVER_SIDE_IS_OPEN, \
	    "Vehicle.Cabin.Door.Row2.DriverSide.IsOpen", BOOL, false, "", \
	    NONE, NONE, "", "", "", "The driver's door of row 2 is open.") \
	X(VSS_CABIN_DOOR_ROW2_PASSENGER_SIDE_IS_LOCKED, \
	    "Vehicle.Cabin.Door.Row2.PassengerSide.IsLocked", BOOL, false, \
	    "", NONE, NONE, "", "", "", \
	    "The passenger's door of row 2 is locked.") \
	X(VSS_CABIN_DOOR_ROW2_PASSENGER_SIDE_IS_OPEN, \
	    "Vehicle.Cabin.Door.Row2.PassengerSide.IsOpen", BOOL, false, \
	    "", NONE, NONE, "", "", "", \
	    "The passenger's door of row 2 is open.") \
	X(VSS_BODY_TRUNK_FRONT_IS_LOCKED, \
	    "Vehicle.Body.Trunk.Front.IsLocked", BOOL, false, "", NONE, \
	    NONE, "", "", "", "The front trunk is locked.") \
	X(VSS_BODY_TRUNK_FRONT_IS_OPEN, "Vehicle.Body.Trunk.Front.IsOpen", \
	    BOOL, false, "", NONE, NONE, "", "", "", \
	    "The front trunk is open.") \
	X(VSS_BODY_TRUNK_REAR_IS_LOCKED, \
	    "Vehicle.Body.Trunk.Rear.IsLocked", BOOL, false, "", NONE, \
	    NONE, "", "", "", "The rear trunk is locked.") \
	X(VSS_BODY_TRUNK_REAR_IS_OPEN, "Vehicle.Body.Trunk.Rear.IsOpen", \
	    BOOL, false, "", NONE, NONE, "", "", "", \
	    "The rear trunk is open.") \
	X(VSS_BODY_HOOD_IS_OPEN, "Vehicle.Body.Hood.IsOpen", BOOL, false, \
	    "", NONE, NONE, "", "", "", "The hood is open.") \
	X(VSS_BODY_HORN_IS_ACTIVE, "Vehicle.Body.Horn.IsActive", BOOL, \
	    false, "", NONE, NONE, "", "", "", "The horn sounds.") \
	X(VSS_BODY_LIGHTS_HAZARD_IS_SIGNALING, \
	    "Vehicle.Body.Lights.Hazard.IsSignaling", BOOL, false, "", \
	    NONE, NONE, "", "", "", "The hazard lights flash.") \
	X(VSS_POWERTRAIN_COMBUSTION_ENGINE_IS_RUNNING, \
	    "Vehicle.Powertrain.CombustionEngine.IsRunning", BOOL, false, \
	    "", NONE, NONE, "", "", "", "The engine runs.") \
	X(VSS_POWERTRAIN_COMBUSTION_ENGINE_SPEED, \
	    "Vehicle.Powertrain.CombustionEngine.Speed", NUM, false, \
	    "rpm", 0, NONE, "", "", "", "Engine speed.") \
	X(VSS_POWERTRAIN_TRANSMISSION_CURRENT_GEAR, \
	    "Vehicle.Powertrain.Transmission.CurrentGear", INT, false, "", \
	    -128, 127, "", "", "", "Gear; 0 neutral, negative reverse.") \
	X(VSS_CHASSIS_PARKING_BRAKE_IS_ENGAGED, \
	    "Vehicle.Chassis.ParkingBrake.IsEngaged", BOOL, false, "", \
	    NONE, NONE, "", "", "", "The parking brake is on.") \
	X(VSS_CHASSIS_BRAKE_PEDAL_POSITION, \
	    "Vehicle.Chassis.Brake.PedalPosition", NUM, false, "percent", \
	    0, 100, "", "", "", "Brake pedal.") \
	X(VSS_CHASSIS_ACCELERATOR_PEDAL_POSITION, \
	    "Vehicle.Chassis.Accelerator.PedalPosition", NUM, false, \
	    "percent", 0, 100, "", "", "", "Accelerator pedal.") \
	X(VSS_POWERTRAIN_FUEL_SYSTEM_RELATIVE_LEVEL, \
	    "Vehicle.Powertrain.FuelSystem.RelativeLevel", NUM, false, \
	    "percent", 0, 100, "", "", "", "Fuel level.") \
	X(VSS_LOW_VOLTAGE_BATTERY_CURRENT_VOLTAGE, \
	    "Vehicle.LowVoltageBattery.CurrentVoltage", NUM, false, "V", \
	    NONE, NONE, "", "", "", "Voltage of the low-voltage battery.") \
	X(VSS_POWERTRAIN_TRACTION_BATTERY_STATE_OF_CHARGE_DISPLAYED, \
	    "Vehicle.Powertrain.TractionBattery.StateOfCharge.Displayed", \
	    NUM, false, "percent", 0, 100, "", "", "", \
	    "State of charge as shown.") \
	X(VSS_POWERTRAIN_TRACTION_BATTERY_CURRENT_POWER, \
	    "Vehicle.Powertrain.TractionBattery.CurrentPower", NUM, false, \
	    "W", NONE, NONE, "", "", "", "Battery power.") \
	X(VSS_POWERTRAIN_TRACTION_BATTERY_CHARGING_IS_CHARGING, \
	    "Vehicle.Powertrain.TractionBattery.Charging.IsCharging", \
	    BOOL, false, "", NONE, NONE, "", "", "", \
	    "The vehicle charges.") \
	X(VSS_POWERTRAIN_TRACTION_BATTERY_CHARGING_EVSE_ID, \
	    "Vehicle.Powertrain.TractionBattery.Charging.EvseId", TEXT, \
	    false, "", NONE, NONE, "", "", "", \
	    "EVSE as the vehicle knows it.") \
	X(VSS_POWERTRAIN_TRACTION_BATTERY_CHARGING_CHARGE_LIMIT, \
	    "Vehicle.Powertrain.TractionBattery.Charging.ChargeLimit", \
	    NUM, false, "percent", 0, 100, "", "", "", "Charge limit.") \
	X(VSS_DIAGNOSTICS_DTCCOUNT, "Vehicle.Diagnostics.DTCCount", INT, \
	    false, "", 0, NONE, "", "", "", "Number of trouble codes.") \
	X(VSS_DIAGNOSTICS_DTCLIST, "Vehicle.Diagnostics.DTCList", TEXT, \
	    true, "", NONE, NONE, "", "", "", "SAE J2012 trouble codes.") \
	X(VSS_CONNECTIVITY_IS_CONNECTIVITY_AVAILABLE, \
	    "Vehicle.Connectivity.IsConnectivityAvailable", BOOL, false, \
	    "", NONE, NONE, "", "", "", "The vehicle is connected.") \
	X(VSS_IS_BROKEN_DOWN, "Vehicle.IsBrokenDown", BOOL, false, "", \
	    NONE, NONE, "", "", "", "The vehicle broke down.") \
	X(VSS_TRAILER_IS_CONNECTED, "Vehicle.Trailer.IsConnected", BOOL, \
	    false, "", NONE, NONE, "", "", "", "A trailer is attached.") \
	X(VSS_TELEMATICS_POWER_SOURCE, "Vehicle.Telematics.PowerSource", \
	    ENUM, false, "", NONE, NONE, "MAIN,BACKUP", "", "", \
	    "Overlay: what feeds the unit.") \
	X(VSS_TELEMATICS_IS_TAMPERED, "Vehicle.Telematics.IsTampered", \
	    BOOL, false, "", NONE, NONE, "", "", "", \
	    "Overlay: the unit was tampered with.") \
	X(VSS_BODY_ALARM_STATE, "Vehicle.Body.Alarm.State", ENUM, false, \
	    "", NONE, NONE, "DISARMED,ARMED,TRIGGERED", "", "", \
	    "Overlay: theft alarm.") \
	X(VSS_POWERTRAIN_IS_START_INHIBITED, \
	    "Vehicle.Powertrain.IsStartInhibited", BOOL, false, "", NONE, \
	    NONE, "", "", "", "Overlay: immobiliser engaged.") \
	X(VSS_CARGO_TEMPERATURE, "Vehicle.Cargo.Temperature", NUM, false, \
	    "Celsius", NONE, NONE, "", "", "", \
	    "Overlay: cargo temperature.") \
	X(VSS_CARGO_TEMPERATURE_SECOND, "Vehicle.Cargo.TemperatureSecond", \
	    NUM, false, "Celsius", NONE, NONE, "", "", "", \
	    "Overlay: independent sensor.") \
	X(VSS_CARGO_TEMPERATURE_SETPOINT, \
	    "Vehicle.Cargo.TemperatureSetpoint", NUM, false, "Celsius", \
	    NONE, NONE, "", "", "", "Overlay: wanted temperature.") \
	X(VSS_CARGO_UNIT_IS_RUNNING, "Vehicle.Cargo.Unit.IsRunning", BOOL, \
	    false, "", NONE, NONE, "", "", "", \
	    "Overlay: the cooling unit runs.") \
	X(VSS_CARGO_DOOR_IS_OPEN, "Vehicle.Cargo.Door.IsOpen", BOOL, \
	    false, "", NONE, NONE, "", "", "", \
	    "Overlay: the cargo door is open.")

#endif
